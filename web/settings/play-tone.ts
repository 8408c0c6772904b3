/** Two short notes, the second a fifth higher: a bell, made here, so that no file is needed. Hz and seconds. */
const NOTES = [
  { hertz: 880, at: 0, length: 0.35 },
  { hertz: 1_318.5, at: 0.12, length: 0.5 },
];
const LOUDNESS = 0.12;
const SILENT = 0.0001;

let context: AudioContext | null = null;
/** s, on the clock of `context` */
let soundsUntil = 0;

/** Plays the tone of a fire: once for many that come together, whose tones would add up to a bang. A browser that has not been touched yet plays nothing. */
export function playTone(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
    if (context.currentTime < soundsUntil) return;
    soundsUntil = context.currentTime + Math.max(...NOTES.map(({ at, length }) => at + length));
    for (const note of NOTES) playNote(context, note);
  } catch {
    // a browser without sound
  }
}

function playNote(audio: AudioContext, { hertz, at, length }: (typeof NOTES)[number]): void {
  const start = audio.currentTime + at;
  const oscillator = new OscillatorNode(audio, { type: 'sine', frequency: hertz });
  const gain = new GainNode(audio, { gain: SILENT });
  gain.gain.setValueAtTime(SILENT, start);
  gain.gain.exponentialRampToValueAtTime(LOUDNESS, start + 0.01);
  gain.gain.exponentialRampToValueAtTime(SILENT, start + length);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}
