// The topic space: each terminal has one branch `t/<bucket>/<id>/…`, granted at enrolment. It is short because each
// message carries its topic; the bucket lets several workers divide the terminals among them on any broker. The
// broker's access rules are made from these functions only.

/** What a terminal publishes below its branch; "ask" only to a host that knows it (`Feature.rights`). */
export const upTopics = ["batch", "get", "status", "ask", "text"] as const;
export type UpTopic = (typeof upTopics)[number];
/**
 * What a terminal subscribes to below its branch. The first `downTopicsNeeded` must be granted: an older host may not
 * know the others.
 */
export const downTopics = ["ack", "catalog", "chunk", "update", "payment", "rights", "flags", "text-ack"] as const;
export type DownTopic = (typeof downTopics)[number];
export const downTopicsNeeded = 3;

const buckets = 16;
const rootPattern = /^t\/[0-9]{1,5}\/[0-9a-z]{1,12}$/;

/** The branch of the host's `number`th terminal, counted from 1. */
export function topicRoot(number: number): string {
	return `t/${number % buckets}/${number.toString(36)}`;
}

export function isTopicRoot(text: string): boolean {
	return rootPattern.test(text);
}

export function terminalTopic(root: string, leaf: UpTopic | DownTopic): string {
	return `${root}/${leaf}`;
}

/** The leaf of a topic in the branch `root`; undefined for any other topic. */
export function leafOf(root: string, topic: string): string | undefined {
	return topic.startsWith(`${root}/`) ? topic.slice(root.length + 1) : undefined;
}

export function terminalUsername(merchant: string, terminal: string): string {
	return `${merchant}/${terminal}`;
}

export function enrolmentUsername(codeId: string): string {
	return `enrol/${codeId}`;
}

export function enrolmentTopic(codeId: string, leaf: "request" | "reply"): string {
	return `e/${codeId}/${leaf}`;
}
