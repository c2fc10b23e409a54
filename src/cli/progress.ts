import { MultiBar, type SingleBar } from 'cli-progress';

/** Where a long command tells how it goes; never part of its result. */
export interface Progress {
  /** A line that stays. */
  say(line: string): void;
  /** How far it is, 0 to 1, and how it stands. */
  update(share: number, text: string): void;
  /** No more is to come. */
  end(): void;
}

/** Parts of the bar's way. */
const WHOLE = 1000;
/** Time between two plain lines. */
const PLAIN_EVERY_MS = 10_000;

/** Says nothing. */
export const SILENT_PROGRESS: Progress = { say() {}, update() {}, end() {} };

/** A bar on a terminal, plain lines elsewhere. `clock` in milliseconds. */
export function progressOn(stream: NodeJS.WriteStream, clock: () => number): Progress {
  return stream.isTTY ? new BarProgress(stream) : new PlainProgress(stream, clock);
}

class BarProgress implements Progress {
  private readonly bars: MultiBar;
  private readonly bar: SingleBar;
  private ended = false;

  constructor(stream: NodeJS.WriteStream) {
    this.bars = new MultiBar({
      stream,
      format: '[{bar}] {percentage}%  {text}',
      barsize: 24,
      fps: 4,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      // Signals are the campaign's: it saves its state first.
      gracefulExit: false,
    });
    this.bar = this.bars.create(WHOLE, 0, { text: 'starting' });
  }

  say(line: string): void {
    this.bars.log(`${line}\n`);
  }

  update(share: number, text: string): void {
    this.bar.update(Math.floor(share * WHOLE), { text });
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    // Stopping clears the bar without printing lines that wait above it.
    this.bars.update();
    this.bars.stop();
  }
}

/** Prints at most one line in ten seconds. */
export class PlainProgress implements Progress {
  private readonly stream: { write(text: string): unknown };
  private readonly clock: () => number;
  private last: number;

  constructor(stream: { write(text: string): unknown }, clock: () => number) {
    this.stream = stream;
    this.clock = clock;
    this.last = clock();
  }

  say(line: string): void {
    this.stream.write(`${line}\n`);
  }

  update(share: number, text: string): void {
    const now = this.clock();
    if (now - this.last < PLAIN_EVERY_MS) return;
    this.last = now;
    this.say(`${Math.floor(share * 100)}%  ${text}`);
  }

  end(): void {}
}
