// The simulator's page with a stall and a browser, for tests. The page is opened anew for each window.
import type { Browser, BrowserContextOptions, Page as BrowserPage } from "playwright-core";
import { HostWatch } from "../../simulator/page/host-watch.js";
import { Page } from "../../simulator/page/server.js";
import { Stall } from "../../simulator/stall.js";
import { Bench } from "./bench.js";
import { launch } from "./browser.js";

export class SimulatorPage {
	readonly stall: Stall;
	readonly browser: Browser;
	readonly #server: Page;

	private constructor(stall: Stall, server: Page, browser: Browser) {
		this.stall = stall;
		this.#server = server;
		this.browser = browser;
	}

	static async open(chromium: string, seed: number): Promise<SimulatorPage> {
		const stall = await Stall.open({
			...{ dataDir: undefined, terminals: ["till-1"], engine: "v8", seed },
			host: { httpPort: 0, logLevel: "silent" },
		});
		const host = new HostWatch(stall.host.context);
		const server = await Page.open({ stall, host, port: 0, dashboardAddress: "http://127.0.0.1:1/" });
		return new SimulatorPage(stall, server, await launch(chromium));
	}

	async show(window: BrowserContextOptions): Promise<BrowserPage> {
		const page = await (await this.browser.newContext(window)).newPage();
		await page.goto(this.#server.address);
		await page.getByText(/catalog applied, version 1|shift opened|, sale/).waitFor();
		return page;
	}

	bench(page: BrowserPage): Bench {
		return new Bench(page);
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.#server.close();
		await this.stall.close();
	}
}
