import { libraryFileName } from '../../core/carrier-file.ts';
import { offsetSpan } from '../../core/local-time.ts';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import { formatInstant } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Actor } from '../access/actor.ts';
import { actorName, requireScopeOrConsole } from '../access/permission.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { hexadecimal } from './digest-text.ts';
import { signedManifest } from './signed-manifest.ts';

/** What is said of the library beside it. */
export interface LibraryManifest {
  readonly file: string;
  readonly date: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Not later than this place in the log. */
  readonly position: string;
  readonly policy: string;
}

const head = 'senderId,kind,brand,brandName,categories,status\r\n';
const pageRows = 500;

/**
 * The manifest of the library of sender identities as it is now, signed: what numbers, headers and signatures stand for
 * which trade, so that a carrier can tell a call by its category. Public facts, and no subscriber in it. `pieces`: of the
 * file, where they were made before.
 */
export async function issueIndustryLibrary(
  registry: Registry,
  actor: Actor,
  pieces: () => AsyncIterable<string> | Iterable<string> = () => libraryPieces(registry),
): Promise<{ readonly manifest: LibraryManifest; readonly signature: string }> {
  requireScopeOrConsole(actor, 'dnd:lookups:check');
  const { policy, scrubs, logId, store, now } = registry;
  const at = now();
  const [zone = 'UTC'] = policy.defaultZones;
  const date = formatInstant(at + offsetSpan(zone, at).offsetMs).slice(0, 10);
  const position = formatPosition(logId, store.head());
  const digest = scrubs.tools.newDigest();
  const encoder = new TextEncoder();
  let lines = 0;
  let bytes = 0;
  for await (const piece of pieces()) {
    const encoded = encoder.encode(piece);
    digest.update(encoded);
    bytes += encoded.length;
    lines += piece.split('\r\n').length - 1;
  }
  const sha256 = hexadecimal(digest.digest());
  const manifest = { file: libraryFileName(date), date, rows: lines - 1, bytes, sha256, position, policy: policy.id };
  const audience = actor.kind === 'ORGANISATION' ? actor.organisationId : actorName(actor);
  return signedManifest(registry, audience, manifest);
}

/** The library as it is now: CSV (RFC 4180), the head first, by sender identity. */
export function readIndustryLibrary(registry: Registry, actor: Actor): AsyncGenerator<string> {
  requireScopeOrConsole(actor, 'dnd:lookups:check');
  return libraryPieces(registry);
}

async function* libraryPieces(registry: Registry): AsyncGenerator<string> {
  yield head;
  for (let after = ''; ; ) {
    const page = registry.store.entities('SENDER_IDENTITY', after, pageRows);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map(({ document }) => libraryRow(registry, document)).join('');
    after = last.id;
    await nextTurn();
  }
}

function libraryRow(
  { directory }: Registry,
  { senderId, kind, brand, categories, status }: SenderIdentityDocument,
): string {
  const brandName = directory.organisation(brand)?.document.name ?? '';
  return `${[senderId, kind, brand, brandName, categories.join(' '), status].map(cell).join(',')}\r\n`;
}

/** Spreadsheets would take for a formula what begins as one: it is written behind an apostrophe, but for `+` and digits. */
function cell(text: string): string {
  const flat = text.replaceAll(/[\r\n]+/g, ' ');
  const plain = /^[=+\-@\t]/.test(flat) && !/^\+\d+$/.test(flat) ? `'${flat}` : flat;
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
