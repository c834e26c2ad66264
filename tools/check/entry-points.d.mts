export declare const entryPoints: readonly string[];
