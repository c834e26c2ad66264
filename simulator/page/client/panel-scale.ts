// The size of the till's picture, so that a pixel of the panel is always a whole number of the display's pixels: at a
// ratio of 1.5 the browser would otherwise show every second pixel twice as wide as its neighbour.
import { useEffect, useState } from "preact/hooks";

/** CSS pixels for each pixel of the panel. */
export function usePanelScale(): number {
	const [ratio, setRatio] = useState(devicePixelRatio);
	useEffect(() => {
		const query = matchMedia(`(resolution: ${ratio}dppx)`);
		const change = (): void => setRatio(devicePixelRatio);
		query.addEventListener("change", change);
		return () => query.removeEventListener("change", change);
	}, [ratio]);
	return Math.max(1, Math.round(ratio)) / ratio;
}
