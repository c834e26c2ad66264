// Writes lines of the log to the board's serial console.
#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#include <stdio.h>

void xs_console_write(xsMachine *the)
{
	char *line = xsmcToString(xsArg(0));

	// A release build's trace is printed on ESP-IDF's console. A debug build's is sent to xsbug only, and is lost while
	// none is connected.
	xsLog("%s\n", line);
#ifdef mxDebug
	printf("%s\n", line);
#endif
}
