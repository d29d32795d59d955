import { CommanderError } from 'commander';
import { Fault } from '../core/fault.ts';
import { WorkersFailure } from '../node/workers.ts';
import { SettingError } from '../runtime/setting-forms.ts';

/** An expected failure of the command line itself; the message names what was wrong and what would be right. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** Options that do not go together, or one that is missing. */
export class WrongUsage extends CommandFailure {}

export interface Failure {
  /** What is still to be said on standard error. */
  readonly text: string | undefined;
  readonly exitCode: number;
}

const expectedExitCode = 1;
const usageExitCode = 2;
/** `EX_SOFTWARE` of sysexits.h: a defect, not something the caller did. */
const defectExitCode = 70;

/** What a command that threw has to say, and its exit code. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    return { text: undefined, exitCode: error.exitCode === 0 ? 0 : usageExitCode };
  }
  const expected = expectedText(error);
  const exitCode = error instanceof WrongUsage ? usageExitCode : expectedExitCode;
  if (expected !== undefined) return { text: `dnd: ${expected}`, exitCode };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `dnd: this is a defect of the registry: ${text}`, exitCode: defectExitCode };
}

function expectedText(error: unknown): string | undefined {
  if (error instanceof Fault) return faultText(error);
  if (ours.some((kind) => error instanceof kind)) return (error as Error).message;
  return systemText(error);
}

/** Their messages are for who typed the command. */
const ours = [SettingError, CommandFailure, WorkersFailure] as const;

function faultText({ field, message, limit, retryAfterSec }: Fault): string {
  return (
    (field === undefined ? '' : `${field}: `) +
    message +
    (limit === undefined ? '' : ` (${limit})`) +
    (retryAfterSec === undefined ? '' : `; try again in ${retryAfterSec} s`)
  );
}

const systemWords: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EEXIST: 'it exists already, and nothing is overwritten',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'the disk is full',
  ENOTSUP: 'this system does not let processes share a port: set WORKERS=1',
  EROFS: 'the disk is read-only',
  SQLITE_FULL: 'the disk is full',
  SQLITE_NOTADB: 'the file of the registry is no database',
  SQLITE_CORRUPT: 'the file of the registry is damaged: see dnd audit',
  SQLITE_BUSY: 'another process has held the registry for too long: try again',
  SQLITE_CANTOPEN: 'the file of the registry cannot be opened: is the disk read-only, or the file another user’s?',
  SQLITE_READONLY: 'the file of the registry is read-only',
  SQLITE_IOERR: 'the disk of the registry failed, or is full',
};

/** What the machine refused: a file, a disk, a port. */
function systemText(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { path, port } = error as { readonly path?: unknown; readonly port?: unknown };
  if (error.code === 'EADDRINUSE') return `PORT: ${String(port)} is taken; set another one, as in PORT=8788 npm start`;
  const words = systemWords[error.code] ?? systemWords[primarySqliteCode(error.code)];
  return words === undefined ? undefined : `${typeof path === 'string' ? `${path}: ` : ''}${words}`;
}

/** `SQLITE_IOERR` of `SQLITE_IOERR_SHMSIZE`: SQLite's extended codes say where it happened. */
function primarySqliteCode(code: string): string {
  return code.split('_').slice(0, 2).join('_');
}
