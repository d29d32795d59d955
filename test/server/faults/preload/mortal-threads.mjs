import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Loaded before the server: while the file named by `THREADS_DIE` exists, every thread but the main one dies of an error. */
if (!isMainThread) {
  setInterval(() => {
    if (existsSync(process.env.THREADS_DIE)) throw new Error('a thread was made to die');
  }, 5).unref();
}
