import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { type TextPriority, textPriorities } from '../../src/registry/sms-gateway.ts';
import { heldText, type TextFate } from '../../src/registry/texts/outgoing/queued-text.ts';
import { receiveReceipt } from '../../src/registry/texts/outgoing/receive-receipt.ts';
import { resolveTexts } from '../../src/registry/texts/outgoing/resolve-texts.ts';
import { outgoingTextId, textGateway } from '../../src/registry/texts/outgoing/text-gateway.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import type { HandOver, OutgoingText, Outlet } from '../../src/sms/outlet.ts';
import { TextDispatcher } from '../../src/sms/text-dispatcher.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { chineseNumber, freshStore, memoryRegistry, startedAt } from '../registry/memory-registry.ts';
import { type Death, type MortalStore, mortalStore } from '../registry/mortal-store.ts';

/** `ONCE` and `ALSO` take an id once, `TWICE` sends twice what it is handed twice. */
const links = { ONCE: '10086', ALSO: '10086', TWICE: '10001' } as const;
type LinkName = keyof typeof links;
type Status = HandOver['status'];

interface Kill {
  readonly write: number;
  readonly death: Death;
}

type Step =
  | { readonly does: 'SEND'; readonly cause: number; readonly priority: TextPriority; readonly lifeMs: number }
  | { readonly does: 'LOOK'; readonly answers: readonly Status[] }
  | { readonly does: 'WAIT'; readonly ms: number }
  | { readonly does: 'RECEIPT'; readonly of: number; readonly status: 'DELIVERED' | 'FAILED' }
  | { readonly does: 'RESOLVE'; readonly by: 'DROP' | 'SEND_AGAIN' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('SEND' as const),
    cause: fc.nat(7),
    priority: fc.constantFrom(...textPriorities),
    lifeMs: fc.constantFrom(90 * secondMs, 2 * hourMs),
  }),
  fc.record({
    does: fc.constant('LOOK' as const),
    answers: fc.array(fc.constantFrom<Status>('ACCEPTED', 'REJECTED', 'LATER', 'IN_DOUBT', 'LATER', 'IN_DOUBT'), {
      maxLength: 6,
    }),
  }),
  fc.record({ does: fc.constant('WAIT' as const), ms: fc.constantFrom(1, secondMs, 40 * secondMs, 10 * minuteMs) }),
  fc.record({
    does: fc.constant('RECEIPT' as const),
    of: fc.nat(20),
    status: fc.constantFrom('DELIVERED' as const, 'FAILED' as const),
  }),
  fc.record({ does: fc.constant('RESOLVE' as const), by: fc.constantFrom('DROP' as const, 'SEND_AGAIN' as const) }),
);
const anyKill = fc.option(
  fc.record({ write: fc.integer({ min: 1, max: 9 }), death: fc.constantFrom<Death>('LOST', 'UNACKNOWLEDGED') }),
  { nil: undefined, freq: 2 },
);
const anyHistory = fc.array(fc.tuple(anyStep, anyKill), { minLength: 3, maxLength: 30 });

interface HandedOver {
  readonly link: LinkName;
  readonly id: string;
  readonly text: string;
  readonly answer: Status;
}

/** The registry's side over lives that are killed, and what may be seen of it from outside. */
class World {
  readonly clock = { at: startedAt };
  readonly handed: HandedOver[] = [];
  /** Of which an outcome was written: from then on it is never handed over again. */
  readonly #ended = new Set<string>();
  readonly #store: Store;
  readonly #violations: unknown[] = [];
  #answers: Status[] = [];
  /** Texts that `send` has acknowledged, by cause. */
  readonly #acknowledged = new Map<number, string>();
  readonly #operatorSentAgain = new Set<string>();
  #mortal: MortalStore | undefined;
  #registry: Registry | undefined;
  #dispatcher: TextDispatcher | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  async live(): Promise<void> {
    this.#mortal = mortalStore(this.#store);
    const { registry } = await memoryRegistry({ store: this.#mortal.store, clock: this.clock });
    this.#registry = { ...registry, sms: textGateway(registry) };
    this.#dispatcher = new TextDispatcher({
      queue: registry,
      links: [this.#link('ONCE'), this.#link('ALSO'), this.#link('TWICE')],
      textsPerMinuteMax: 1_000,
      log: { info() {}, warn() {}, error: (facts) => void this.#violations.push(facts) },
      wait: () => new Promise((resolve) => setImmediate(resolve)),
      random: () => 1,
    });
  }

  #link(name: LinkName): { readonly outlet: Outlet; readonly numbers: readonly string[] } {
    const mortal = this.#mortal as MortalStore;
    const outlet: Outlet = {
      name,
      takesAnIdOnce: name !== 'TWICE',
      window: 1,
      // Of a process that is dead nothing is heard.
      handOver: (text) => (mortal.isDead ? new Promise(() => undefined) : this.#take(name, text)),
      async close() {},
    };
    return { outlet, numbers: [links[name]] };
  }

  async #take(link: LinkName, text: OutgoingText): Promise<HandOver> {
    try {
      this.#check(link, text);
    } catch (violation) {
      this.#violations.push(violation);
    }
    const { id } = text;
    const answer = this.#answers.shift() ?? 'ACCEPTED';
    this.handed.push({ link, id, text: text.text, answer });
    return answer === 'ACCEPTED' ? { status: answer, messageId: `m-${id}` } : { status: answer, reason: 'so' };
  }

  #check(link: LinkName, { id, from, text, expiresAt }: OutgoingText): void {
    expect(from).toBe(links[link]);
    expect(this.clock.at, 'handed over after it has expired').toBeLessThan(expiresAt);
    expect(this.#ended.has(id), 'handed over after its end').toBe(false);
    const before = this.handed.filter((one) => one.id === id && !this.#operatorSentAgain.has(id));
    expect(before.filter((one) => one.text !== text)).toEqual([]);
    const mayHaveGone = before.filter(({ answer }) => answer !== 'LATER');
    const again = mayHaveGone.filter((one) => one.link !== link || one.link === 'TWICE');
    expect(again, 'sent twice').toEqual([]);
  }

  /** Runs one step; where it is killed, another life begins. */
  async run(step: Step, kill: Kill | undefined): Promise<void> {
    const mortal = this.#mortal as MortalStore;
    const died = kill === undefined ? new Promise<never>(() => undefined) : mortal.dieAt(kill.write, kill.death);
    await Promise.race([this.#do(step), died]);
    if (kill !== undefined) await this.live();
    this.#note();
  }

  async #do(step: Step): Promise<void> {
    const registry = this.#registry as Registry;
    switch (step.does) {
      case 'SEND': {
        const { priority, cause, lifeMs } = step;
        const from = cause % 2 === 0 ? links.ONCE : links.TWICE;
        const text = { cause: `cause ${cause}`, priority, from, to: chineseNumber(cause), text: `text ${cause}` };
        await registry.sms.send({ ...text, expiresAt: this.clock.at + lifeMs });
        this.#acknowledged.set(cause, await outgoingTextId(registry, text.cause));
        return;
      }
      case 'LOOK':
        this.#answers = [...step.answers];
        return this.look();
      case 'WAIT':
        this.clock.at += step.ms;
        return;
      case 'RECEIPT': {
        const { id, link } = this.handed.filter(({ answer }) => answer === 'ACCEPTED')[step.of] ?? {};
        if (id === undefined || link === undefined) return;
        const scopes = ['dnd:inbound-texts:write'] as const;
        const actor = { kind: 'ORGANISATION', organisationId: 'carrier', role: 'CARRIER', scopes } as const;
        return receiveReceipt(registry, actor, { link, messageId: `m-${id}`, status: step.status });
      }
      case 'RESOLVE': {
        // Before it is done: of a command that was killed nobody heard which it did.
        if (step.by === 'SEND_AGAIN')
          for (const { textId } of this.queued('IN_DOUBT')) this.#operatorSentAgain.add(textId);
        await resolveTexts(registry, operatorAtConsole, { by: step.by });
      }
    }
  }

  async look(): Promise<void> {
    await this.#dispatcher?.look();
    await this.#dispatcher?.idle();
  }

  queued(state?: string) {
    const held = this.#store.shortRecords('OUTBOX', this.clock.at, 1_000).map(heldText);
    return state === undefined ? held : held.filter((text) => text.state === state);
  }

  fate(textId: string): TextFate | undefined {
    const record = this.#store.shortRecord('OUTGOING_TEXT', textId, this.clock.at);
    return record === undefined ? undefined : (JSON.parse(record.body) as TextFate);
  }

  /** Nothing that was acknowledged is gone without a word; what stands in the queue has no outcome, all else has. */
  #note(): void {
    expect(this.#violations).toEqual([]);
    const queued = new Map(this.queued().map((text) => [text.textId, text]));
    expect(queued.size, 'a cause with two texts').toBe(this.queued().length);
    for (const textId of [...this.#acknowledged.values(), ...queued.keys()]) {
      const status = this.fate(textId)?.status;
      if (status === undefined) continue;
      expect(status === 'QUEUED', `${status}, queued: ${queued.has(textId)}`).toBe(queued.has(textId));
      if (status !== 'QUEUED') this.#ended.add(textId);
    }
  }

  /** With links that work everything comes to an end, the doubtful when it expires. */
  async end(): Promise<void> {
    await this.live();
    this.#answers = [];
    const sentBefore = [...this.#acknowledged.values()].filter((id) => this.fate(id) !== undefined);
    for (let tries = 0; tries < 3; tries++) {
      this.clock.at += 6 * minuteMs;
      await this.look();
    }
    this.#note();
    expect(this.queued().filter(({ state }) => state !== 'IN_DOUBT')).toEqual([]);
    for (const { textId, link } of this.queued()) {
      expect(link).toBe('TWICE');
      expect(this.handed.filter(({ id, answer }) => id === textId && answer === 'REJECTED').length).toBeLessThan(2);
    }
    for (const textId of sentBefore) expect(this.fate(textId), 'silently lost').toBeDefined();
    this.clock.at += 2 * hourMs;
    await this.look();
    expect(this.queued()).toEqual([]);
  }
}

async function lived(store: Store, history: readonly (readonly [Step, Kill | undefined])[]): Promise<void> {
  const world = new World(store);
  await world.live();
  for (const [step, kill] of history) await world.run(step, kill);
  await world.end();
}

test('nothing is lost or sent twice, whatever links answer and wherever the process is killed (in memory)', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, (history) => lived(freshStore(), history)),
    { numRuns: 300 },
  );
});

test('nothing is lost or sent twice, whatever links answer and wherever the process is killed (SQLite)', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const folder = mkdtempSync(join(tmpdir(), 'dnd-texts-'));
      const store = await openSqliteStore({ file: join(folder, 'registry.sqlite'), use: 'COMMAND' });
      try {
        await lived(store, history);
      } finally {
        await store.close();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 15 },
  );
});
