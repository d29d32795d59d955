import { maskPhoneNumber, parsePhoneNumber } from '../../../core/phone-number.ts';
import { heldBackKey, inwards, textKey } from '../../../core/statistics/use-keys.ts';
import { formatInstant } from '../../../core/time.ts';
import { nextTurn } from '../../../lookup/next-turn.ts';
import type { Actor } from '../../access/actor.ts';
import { requireScopeOrConsole } from '../../access/permission.ts';
import type { Registry } from '../../registry.ts';
import { type TextPriority, textPriorities } from '../../sms-gateway.ts';
import { type HeldText, heldText, type QueuedTextState, queuedTextStates, type TextQueue } from './queued-text.ts';

/** How many texts are in one state, and since when the oldest of them. */
export interface TextQueueRow {
  readonly priority: TextPriority;
  readonly state: QueuedTextState;
  readonly texts: number;
  readonly oldestAgeSec: number;
}

/** A text whose fate is for somebody to decide. No more than the last two digits of its number are shown. */
export interface TextInDoubt {
  readonly textId: string;
  readonly priority: TextPriority;
  readonly to: string;
  readonly link: string;
  readonly queuedAt: string;
  readonly expiresAt: string;
  readonly reason: string;
}

export interface TextQueueReport {
  readonly queue: readonly TextQueueRow[];
  /** At most `inDoubtMax`. */
  readonly inDoubt: readonly TextInDoubt[];
  /** `CODE/DELIVERED` and how often, since the country’s midnight; the last seconds may be missing. */
  readonly outcomesToday: Readonly<Record<string, number>>;
  /** The same of texts that came in, by what was made of them. */
  readonly receivedToday: Readonly<Record<string, number>>;
  /** Limits by name, and how often each sent somebody away since then. */
  readonly heldBackToday: Readonly<Record<string, number>>;
}

const inDoubtMax = 100;
const countersMax = 1_000;

/** How the queue of outgoing texts stands. Fault PERMISSION_DENIED. */
export async function readTextQueue(registry: Registry, actor: Actor): Promise<TextQueueReport> {
  requireScopeOrConsole(actor, 'dnd:status:read');
  const rows = new QueueRows(registry);
  const inDoubt: TextInDoubt[] = [];
  for await (const text of queuedTexts(registry)) {
    rows.add(text);
    if (text.state === 'IN_DOUBT' && inDoubt.length < inDoubtMax) inDoubt.push(shown(text));
  }
  return { queue: rows.rows(), inDoubt, ...textCountsToday(registry) };
}

export function textCountsToday(
  registry: TextQueue,
): Pick<TextQueueReport, 'outcomesToday' | 'receivedToday' | 'heldBackToday'> {
  const day = registry.counts.dayOf(registry.now());
  return {
    outcomesToday: Object.assign(
      {},
      ...textPriorities.map((way) => countsUnder(registry, textKey(day, way, ''), `${way}/`)),
    ),
    receivedToday: countsUnder(registry, textKey(day, inwards, '')),
    heldBackToday: countsUnder(registry, heldBackKey(day, '')),
  };
}

/** The first of the queue, at the cost of one read: for who asks often. */
export function firstQueued(registry: TextQueue, textsMax: number): readonly TextQueueRow[] {
  const rows = new QueueRows(registry);
  for (const record of registry.store.shortRecords('OUTBOX', registry.now(), textsMax)) rows.add(heldText(record));
  return rows.rows();
}

/** Every text of the queue in the order in which they go; others have their turn after each page. */
export async function* queuedTexts({ store, now }: TextQueue, pageTexts: number = 500): AsyncGenerator<HeldText> {
  for (let afterId = ''; ; ) {
    const page = store.shortRecords('OUTBOX', now(), pageTexts, afterId);
    yield* page.map(heldText);
    if (page.length < pageTexts) return;
    afterId = page.at(-1)?.id ?? '';
    await nextTurn();
  }
}

class QueueRows {
  readonly #now: number;
  readonly #rows = new Map<string, { texts: number; oldestAt: number }>();

  constructor({ now }: TextQueue) {
    this.#now = now();
  }

  add({ priority, state, queuedAt }: HeldText): void {
    const row = this.#rows.get(`${priority}/${state}`) ?? { texts: 0, oldestAt: queuedAt };
    this.#rows.set(`${priority}/${state}`, { texts: row.texts + 1, oldestAt: Math.min(row.oldestAt, queuedAt) });
  }

  rows(): TextQueueRow[] {
    return textPriorities.flatMap((priority) =>
      queuedTextStates.flatMap((state) => {
        const row = this.#rows.get(`${priority}/${state}`);
        if (row === undefined) return [];
        const oldestAgeSec = Math.max(0, Math.floor((this.#now - row.oldestAt) / 1_000));
        return [{ priority, state, texts: row.texts, oldestAgeSec }];
      }),
    );
  }
}

function shown({ textId, priority, to, link = '', queuedAt, expiresAt, reason = '' }: HeldText): TextInDoubt {
  const number = parsePhoneNumber(to);
  const masked = number === undefined ? '' : maskPhoneNumber(number);
  return {
    ...{ textId, priority, to: masked, link, reason },
    ...{ queuedAt: formatInstant(queuedAt), expiresAt: formatInstant(expiresAt) },
  };
}

function countsUnder({ store }: TextQueue, prefix: string, name = ''): Record<string, number> {
  return Object.fromEntries(
    store.counts(prefix, countersMax).map(({ key, count }) => [`${name}${key.slice(prefix.length)}`, count]),
  );
}
