import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';
import { type Command, faultOf, type Results, storageClosed, type Writer } from '../sql/commands.ts';
import { GroupCommit } from './group-commit.ts';

/** A writer in this thread, which waits for the disk itself: for who writes less than it takes to start a thread. */
export function writerHere(connection: Database.Database): Writer {
  let groups: GroupCommit | undefined;
  let isClosing = false;
  let lastWrite: Promise<unknown> = Promise.resolve();

  function write(command: Command): Results[Command['kind']] {
    groups ??= new GroupCommit(connection);
    groups.add({ id: 0, command });
    const [answer] = groups.run();
    if (answer === undefined) throw new Error('a command was not answered');
    if ('failure' in answer) throw faultOf(answer.failure);
    return answer.result;
  }

  async function drain(): Promise<void> {
    isClosing = true;
    await lastWrite;
  }

  return {
    async submit<K extends Command['kind']>(command: Command & { readonly kind: K }) {
      if (isClosing) throw new Fault('UNAVAILABLE', storageClosed);
      // Nothing shows before the caller's turn has ended; writes stay in their order.
      const written = setImmediate().then(() => write(command));
      lastWrite = written.catch(() => undefined);
      return (await written) as Results[K];
    },
    fault: () => undefined,
    drain,
    async close() {
      await drain();
      if (groups === undefined) connection.close();
      else groups.close();
    },
  };
}
