// Plays the four sounds of the terminal's buzzer. Browsers play no sound before the user has interacted with the page.
const melodies: Readonly<Record<string, ReadonlyArray<readonly [hertz: number, ms: number]>>> = {
	tick: [[2_400, 18]],
	accepted: [
		[1_320, 90],
		[1_980, 150],
	],
	refused: [
		[330, 160],
		[220, 260],
	],
	attention: [
		[880, 110],
		[0, 70],
		[880, 110],
		[0, 70],
		[880, 110],
	],
};

let audio: AudioContext | undefined;

export function play(sound: string): void {
	const melody = melodies[sound];
	if (!melody) return;
	audio ??= new AudioContext();
	let at = audio.currentTime;
	for (const [hertz, ms] of melody) {
		if (hertz > 0) {
			const tone = audio.createOscillator();
			const volume = audio.createGain();
			tone.type = "square";
			tone.frequency.value = hertz;
			volume.gain.value = 0.03;
			tone.connect(volume).connect(audio.destination);
			tone.start(at);
			tone.stop(at + ms / 1_000);
		}
		at += ms / 1_000;
	}
}
