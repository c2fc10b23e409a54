import { InvariantError } from '../../bits/errors.ts';
import type { Chunk } from '../epoch.ts';
import type { ChunkReport, Crew, Lesson } from './crew.ts';
import { compactLesson, type FromWorker, type ToWorker } from './protocol.ts';

/** One worker as its crew sees it: a message channel with an end. */
export interface Post {
  send(message: ToWorker): void;
  /** Who hears the worker's messages, and that it died (of `error`, or ended without being asked to). */
  listen(hear: (message: FromWorker) => void, died: (error: Error) => void): void;
  close(): Promise<void>;
}

/** Chunks a worker has at once: while it runs one, the next is at hand already. */
const AT_HAND = 2;

/** An epoch under way. */
interface Epoch {
  readonly chunks: readonly Chunk[];
  readonly reports: (ChunkReport | undefined)[];
  nextChunk: number;
  missing: number;
  resolve(reports: ChunkReport[] | undefined): void;
  reject(error: Error): void;
}

/** Runs chunks on worker threads; whoever is free takes the next one. */
export class ThreadCrew implements Crew {
  private readonly posts: readonly Post[];
  private epoch: Epoch | undefined;
  /** Distinguishes chunks of an abandoned epoch from those of the present one. */
  private base = 0;
  private death: Error | undefined;
  private closed = false;

  constructor(posts: readonly Post[]) {
    this.posts = posts;
    for (const post of posts) {
      post.listen(
        (message) => this.hear(post, message),
        (error) => this.mourn(error),
      );
    }
  }

  async runEpoch(chunks: readonly Chunk[], signal: AbortSignal): Promise<ChunkReport[] | undefined> {
    if (signal.aborted) return undefined;
    if (this.death !== undefined) throw this.death;
    if (chunks.length === 0) return [];
    const done = new Promise<ChunkReport[] | undefined>((resolve, reject) => {
      const reports = new Array<ChunkReport | undefined>(chunks.length).fill(undefined);
      this.epoch = { chunks, reports, nextChunk: 0, missing: chunks.length, resolve, reject };
    });
    const abandon = () => this.epoch?.resolve(undefined);
    signal.addEventListener('abort', abandon, { once: true });
    for (let round = 0; round < AT_HAND; round++) for (const post of this.posts) this.assign(post);
    try {
      return await done;
    } finally {
      signal.removeEventListener('abort', abandon);
      this.base += chunks.length;
      this.epoch = undefined;
    }
  }

  learn(lesson: Lesson): void {
    const message: ToWorker = { type: 'learn', lesson: compactLesson(lesson) };
    for (const post of this.posts) post.send(message);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.posts.map((post) => post.close()));
  }

  private assign(post: Post): void {
    const { epoch } = this;
    if (epoch === undefined || epoch.nextChunk === epoch.chunks.length) return;
    const index = epoch.nextChunk++;
    post.send({ type: 'chunk', at: this.base + index, chunk: epoch.chunks[index] });
  }

  private hear(post: Post, message: FromWorker): void {
    if (message.type === 'broken') this.mourn(new InvariantError(message.message));
    else this.receive(post, message.at, message.report);
  }

  private receive(post: Post, at: number, report: ChunkReport): void {
    const { epoch } = this;
    const index = at - this.base;
    if (epoch === undefined || index < 0 || epoch.reports[index] !== undefined) return;
    epoch.reports[index] = report;
    epoch.missing--;
    if (epoch.missing === 0) epoch.resolve(epoch.reports.filter((report) => report !== undefined));
    else this.assign(post);
  }

  private mourn(error: Error): void {
    if (this.closed) return;
    this.death ??= error;
    this.epoch?.reject(this.death);
  }
}
