// The colour theme: that of the device, or the user's choice.
import { useEffect, useState } from "preact/hooks";

const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
const key = "tillmark-theme";

function stored(): Theme {
	try {
		const value = localStorage.getItem(key);
		return themes.find((theme) => theme === value) ?? "auto";
	} catch {
		// The browser may refuse storage. The choice then lasts until the page is closed.
		return "auto";
	}
}

export function useTheme(): [Theme, () => void] {
	const [theme, setTheme] = useState<Theme>(stored);
	useEffect(() => {
		document.documentElement.dataset["theme"] = theme;
		try {
			localStorage.setItem(key, theme);
		} catch {
			// See above.
		}
	}, [theme]);
	return [theme, () => setTheme((last) => themes[(themes.indexOf(last) + 1) % themes.length] ?? "auto")];
}
