// The topic space: one terminal, one branch. The broker's access rules are made from these functions and nothing else.

const root = "tm/1";

/** What a terminal publishes below its branch. */
export const upTopics = ["batch", "get", "status"] as const;
export type UpTopic = (typeof upTopics)[number];
/** What a terminal subscribes to below its branch. */
export const downTopics = ["ack", "catalog", "chunk", "update"] as const;
export type DownTopic = (typeof downTopics)[number];

export function terminalTopic(merchant: string, terminal: string, leaf: UpTopic | DownTopic): string {
	return `${root}/${merchant}/${terminal}/${leaf}`;
}

/** The leaf of a topic in this terminal's branch; undefined for any other topic. */
export function leafOf(merchant: string, terminal: string, topic: string): string | undefined {
	const branch = `${root}/${merchant}/${terminal}/`;
	return topic.startsWith(branch) ? topic.slice(branch.length) : undefined;
}

export function terminalUsername(merchant: string, terminal: string): string {
	return `${merchant}/${terminal}`;
}

export function enrolmentUsername(codeId: string): string {
	return `enrol/${codeId}`;
}

export function enrolmentTopic(codeId: string, leaf: "request" | "reply"): string {
	return `${root}/enrol/${codeId}/${leaf}`;
}
