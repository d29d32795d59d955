import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import type { ScrubSummary } from '../../../src/registry/scrubs/scrub-job.ts';
import { type ScrubQuestion, scrubList } from '../../../src/registry/scrubs/scrub-list.ts';
import { nodeScrubTools } from '../../../src/runtime/scrub-tools.ts';

export interface Scrubbed {
  readonly summary: ScrubSummary;
  /** What came out, by name. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** The annotated file, or that with the name. */
  text(name?: string): string;
}

export const callTerms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'LENDER' } as const;

/** Scrubs a list that comes in one chunk, or in those that are given. */
export async function scrubbed(
  registry: Registry,
  actor: OrganisationActor,
  list: string | Uint8Array | readonly Uint8Array[],
  question: Partial<ScrubQuestion> = {},
): Promise<Scrubbed> {
  const chunks = Array.isArray(list) ? list : [typeof list === 'string' ? Buffer.from(list) : list];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield* chunks as readonly Uint8Array[];
  }
  const pieces: Record<string, Buffer[]> = {};
  const summary = await scrubList(registry, actor, {
    ...callTerms,
    bytes: bytes(),
    layout: 'ANNOTATED',
    write(name, piece) {
      pieces[name] = [...(pieces[name] ?? []), Buffer.from(piece)];
    },
    tools: nodeScrubTools,
    certified: false,
    ...question,
  });
  const files = Object.fromEntries(Object.entries(pieces).map(([name, parts]) => [name, Buffer.concat(parts)]));
  return { summary, files, text: (name = 'annotated') => files[name]?.toString() ?? '' };
}

/** The column `decision/reason` of an annotated file without quotation marks. */
export function decisionsOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) =>
      line
        .split(/[,;\t|]/)
        .slice(-4, -2)
        .join('/'),
    );
}
