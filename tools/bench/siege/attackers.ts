// The attackers' process: begins and ends attacks as the benchmark tells it.
import { attacks, type Target } from "./attacks.js";

export type Order =
	| { readonly kind: "begin"; readonly attack: string; readonly target: Target }
	| { readonly kind: "end" };

let end: (() => void) | undefined;

// What the host does to an attacker's connection is the attacker's trouble.
process.on("uncaughtException", () => undefined);
process.on("unhandledRejection", () => undefined);
process.on("disconnect", () => process.exit());
process.on("message", (order: Order) => {
	end?.();
	end = order.kind === "begin" ? attacks[order.attack]!(order.target) : undefined;
	process.send?.("done");
});
