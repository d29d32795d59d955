import { expect } from 'vitest';
import type { AssertionKind } from '../../../src/core/bulk-assertion.ts';
import { decide } from '../../../src/core/decide.ts';
import { Fault } from '../../../src/core/fault.ts';
import type { NumberRecord } from '../../../src/core/number-record.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { Choice, Preferences } from '../../../src/core/preferences.ts';
import { hourMs, secondMs } from '../../../src/core/time.ts';
import type { OrganisationActor, SubscriberActor } from '../../../src/registry/access/actor.ts';
import { freshCode } from '../../../src/registry/access/request-code.ts';
import { reverseAssertion } from '../../../src/registry/assertions/reverse-assertion.ts';
import { settleAssertions } from '../../../src/registry/assertions/settle-assertions.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { presentTenure } from '../../../src/registry/numbers/present-tenure.ts';
import { registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { reportNumberEvents } from '../../../src/registry/numbers/report-number-events.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { forgetEverything } from '../../../src/registry/rights/forget-everything.ts';
import { forgetHistory } from '../../../src/registry/rights/forget-history.ts';
import type { Store } from '../../../src/storage/store.ts';
import {
  chineseNumber,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  startedAt,
  subscriber,
  wire,
} from '../memory-registry.ts';
import { slowStore } from '../slow-store.ts';
import type { Place, Step } from './life-steps.ts';
import {
  atLeast,
  type CarrierId,
  categories,
  idOf,
  LineModel,
  law,
  type ModelAssertion,
  same,
  strictestOf,
  type Words,
} from './line-model.ts';

const numbers = [chineseNumber(1), chineseNumber(2), chineseNumber(100_000_003)] as const;
const policy = { ...cnPolicy, limits: { ...cnPolicy.limits, assertionsPerDay: 1 } };
const pendingMs = policy.clocks.pendingForSec * secondMs;
const ranges = { 'carrier-1': ['86138'], 'carrier-2': ['86139'] } as const;

/** A registry in two processes, and the model of what should become of its three numbers. */
export class LivingRegistry {
  readonly #registry: Registry;
  readonly #other: Registry;
  readonly #clock: { at: number };
  readonly #carriers: Readonly<Record<CarrierId, OrganisationActor>>;
  readonly #lines = [new LineModel('carrier-1'), new LineModel('carrier-1'), new LineModel('carrier-2')] as const;
  readonly #assertions: ModelAssertion[] = [];
  readonly #suspended = new Set<CarrierId>();
  readonly #asserted: { readonly by: CarrierId; readonly refuses: boolean; readonly hour: number }[] = [];

  private constructor(
    registry: Registry,
    other: Registry,
    clock: { at: number },
    carriers: Record<CarrierId, OrganisationActor>,
  ) {
    this.#registry = registry;
    this.#other = other;
    this.#clock = clock;
    this.#carriers = carriers;
  }

  static async over(store: Store): Promise<LivingRegistry> {
    const { registry, clock } = await memoryRegistry({ store, policy });
    const { registry: other } = await memoryRegistry({ store: slowStore(store), policy, clock });
    await setOrganisation(registry, 'brand-1');
    return new LivingRegistry(registry, other, clock, {
      'carrier-1': await setOrganisation(registry, 'carrier-1', carrierTerms('carrier-1')),
      'carrier-2': await setOrganisation(registry, 'carrier-2', carrierTerms('carrier-2')),
    });
  }

  /** No decision but the model's, no service but the model's, and the wait of what the model has waiting. */
  check(): void {
    const shown = this.#lines.map((line, place) => {
      const { state, detail } = this.#record(place as Place);
      const permission = detail.permissions[0];
      const allows = (category: 0 | 1, channel: 'VOICE' | 'SMS') => {
        const enquiry = { number: numbers[place as Place], category: categories[category], channel, at: startedAt };
        const standing = { admittedClasses: [], sender: 'AUTHORISED', state } as const;
        const known = permission === undefined ? standing : { ...standing, permission };
        return decide(policy, known, { ...enquiry, messageClass: 'PROMOTIONAL' }).decision === 'ALLOW';
      };
      return {
        actual: { ...answers(allows), service: state.service, waits: detail.pending?.assertionId },
        expected: {
          ...answers((category, channel) => line.allows(category, channel)),
          service: line.facts.inService ? 'IN_SERVICE' : 'QUARANTINED',
          waits: line.facts.pending?.assertion,
        },
      };
    });
    expect(shown.map(({ actual }) => actual)).toEqual(shown.map(({ expected }) => expected));
  }

  async perform(step: Step): Promise<void> {
    this.#clock.at += 1;
    switch (step.do) {
      case 'CHOOSE':
        return this.#choose(step.line, step.words);
      case 'CONSENT':
      case 'REFUSE_SENDER':
        return this.#answerBrand(step.line, step.do === 'CONSENT' ? 'CONSENTED' : 'REFUSED');
      case 'FORGET':
        return this.#forget(step.line, step.what);
      case 'REGISTER':
        return this.#suspended.has(step.by) ? undefined : this.#register(step);
      case 'REPORT':
        return this.#suspended.has(step.by) ? undefined : this.#report(step);
      case 'WAIT':
        this.#clock.at += step.hours * hourMs;
        return;
      case 'SETTLE':
        return this.#settle(step.breaksAfter);
      case 'REVERSE':
        return this.#reverse(step.which, step.breaksAfter);
      case 'SUSPEND':
      case 'ACTIVATE':
        return this.#setStatus(step.carrier, step.do === 'SUSPEND');
    }
  }

  async #choose(place: Place, words: Words): Promise<void> {
    const holder = this.#holder(place);
    if (holder === undefined) return;
    const line = this.#lines[place];
    if (!line.stands(words)) line.did({ ...line.chosen(words), own: words }, this.#record(place));
    await setPreferences(this.#registry, holder, { ifMatch: '*', replace: preferencesOf(words) });
  }

  async #answerBrand(place: Place, brand: 'CONSENTED' | 'REFUSED'): Promise<void> {
    const holder = this.#holder(place);
    if (holder === undefined) return;
    const line = this.#lines[place];
    if (line.facts.brand !== brand) line.did({ brand }, this.#record(place));
    if (brand === 'CONSENTED') await giveConsent(this.#registry, holder, { brand: 'brand-1' });
    else await refuseSender(this.#registry, holder, { brand: 'brand-1' });
  }

  /** He stands as he did, by his own word now, or as if he had never said any; what others did is past undoing. */
  async #forget(place: Place, what: 'HISTORY' | 'CONSENTS_TOO' | 'EVERYTHING'): Promise<void> {
    const holder = this.#holder(place);
    if (holder === undefined) return;
    const line = this.#lines[place];
    const { words, brand } = line.facts;
    const record = this.#record(place);
    if (what === 'EVERYTHING') {
      const { code } = await freshCode(this.#registry, numbers[place], { counted: [] }, { purpose: 'ERASURE' });
      const { changed } = await forgetEverything(this.#registry, holder, { code });
      if (changed) line.did({ words: law, own: undefined, brand: 'NONE', pending: undefined }, record);
      return;
    }
    const keepConsents = what === 'HISTORY';
    const done = await forgetHistory(this.#registry, holder, { keepConsents }).catch(expectTooMany);
    if (done?.changed !== true) return;
    const left = keepConsents || brand === 'REFUSED' ? brand : 'NONE';
    line.did({ own: words, brand: left, pending: undefined }, record);
  }

  async #register({ by, rows, proof }: Extract<Step, { readonly do: 'REGISTER' }>): Promise<void> {
    const changed = rows.filter(({ line, words }) => this.#registerRow(by, line, words, proof, rows.length));
    const registrations = rows.map(({ line, words }) => ({
      phoneNumber: wire(numbers[line]),
      preferences: preferencesOf(words),
    }));
    await this.#twice(async () => {
      const input = { registrations, proof, agent: 'shop 12' };
      const { summary } = await registerNumbers(this.#registry, this.#carriers[by], input);
      return summary.done + summary.pending;
    }, changed.length);
  }

  #registerRow(by: CarrierId, place: Place, words: Words, proof: string, rows: number): boolean {
    const line = this.#lines[place];
    const { facts } = line;
    if (line.carrier !== by || !facts.inService || line.stands(words)) return false;
    const isOwn = proof === 'MO_SMS';
    if (!isOwn && facts.own !== undefined && !atLeast(words, facts.own)) return false;
    const effect = facts.pending?.effect;
    const waitsAlready = effect !== undefined && effect !== 'REASSIGNED' && same(effect.words, words);
    if (waitsAlready && !isOwn) return false;
    const isBulk = rows > policy.limits.assertionsPerDay || !this.#isAllowed(by, atLeast(words, facts.words));
    if (waitsAlready && isBulk) return false;
    const record = this.#record(place);
    const own = isOwn ? { own: words } : {};
    if (!isBulk) {
      line.did({ ...line.chosen(words), ...own }, record);
      return true;
    }
    const { id } = this.#open(by, 'REGISTRATIONS');
    if (atLeast(words, facts.words)) {
      line.did({ ...line.chosen(words), ...own }, record, id);
      return true;
    }
    const meanwhile = strictestOf(words, facts.words);
    const pending = { assertion: id, effect: { words, isOwn }, occurredAt: this.#clock.at };
    line.did({ words: meanwhile, pending, ...(isOwn ? { own: meanwhile } : {}) }, record, id);
    return true;
  }

  #isAllowed(by: CarrierId, refuses: boolean): boolean {
    const hour = Math.floor(this.#clock.at / hourMs);
    const recent = this.#asserted.filter((one) => one.by === by && one.refuses === refuses && one.hour >= hour - 24);
    const isAllowed = recent.length < policy.limits.assertionsPerDay;
    if (isAllowed) this.#asserted.push({ by, refuses, hour });
    return isAllowed;
  }

  async #report({ by, line: place, kind }: Extract<Step, { readonly do: 'REPORT' }>): Promise<void> {
    const changes = this.#lines[place].carrier === by && this.#reported(by, place, kind);
    const toCarrier = kind === 'PORTED' ? { toCarrier: otherThan(by) } : {};
    const event = { phoneNumber: wire(numbers[place]), kind, occurredAt: this.#clock.at, ...toCarrier };
    await this.#twice(
      async () => {
        const { summary } = await reportNumberEvents(this.#registry, this.#carriers[by], { events: [event] });
        return summary.done + summary.pending;
      },
      changes ? 1 : 0,
    );
  }

  #reported(by: CarrierId, place: Place, kind: string): boolean {
    const line = this.#lines[place];
    const record = this.#record(place);
    const { inService, brand, pending } = line.facts;
    const reassignmentWaits = pending?.effect === 'REASSIGNED';
    if (kind === 'PORTED') {
      line.did({}, record);
      line.carrier = otherThan(by);
      return true;
    }
    if (kind === 'DISCONNECTED') {
      if (!inService && !reassignmentWaits) return false;
      line.did({ inService: false, ...(reassignmentWaits ? { pending: undefined } : {}) }, record);
      if (brand === 'CONSENTED') line.facts = { ...line.facts, brand: 'NONE' };
      return true;
    }
    if (inService) return false;
    if (kind === 'RECLAIMED') {
      line.did({ inService: true, ...(reassignmentWaits ? { pending: undefined } : {}) }, record);
      return true;
    }
    const { id } = this.#open(by, 'REASSIGNMENTS');
    line.did({ pending: { assertion: id, effect: 'REASSIGNED', occurredAt: this.#clock.at } }, record, id);
    return true;
  }

  /** What a carrier sends again changes nothing. */
  async #twice(send: () => Promise<number>, changes: number): Promise<void> {
    expect(await send()).toBe(changes);
    const heads = numbers.map((number) => this.#registry.store.number(number).follows);
    expect(await send()).toBe(0);
    expect(numbers.map((number) => this.#registry.store.number(number).follows)).toEqual(heads);
  }

  async #settle(breaksAfter: number): Promise<void> {
    await settleAssertions(breaking(this.#registry, breaksAfter), operatorAtConsole).catch(expectUnavailable);
    await Promise.all([
      settleAssertions(this.#registry, operatorAtConsole),
      settleAssertions(this.#other, operatorAtConsole),
    ]);
    for (const assertion of this.#assertions) {
      const { id, carrier, dueAt, status } = assertion;
      if (status !== 'PENDING' || dueAt > this.#clock.at || this.#suspended.has(carrier)) continue;
      for (const [place, line] of this.#lines.entries()) this.#settleLine(line, place as Place, id, carrier);
      assertion.status = 'SETTLED';
    }
  }

  #settleLine(line: LineModel, place: Place, id: string, carrier: CarrierId): void {
    const { pending } = line.facts;
    if (pending?.assertion !== id) return;
    if (line.carrier !== carrier) {
      line.endPending();
      return;
    }
    const before = this.#registry.store.numberBefore(
      numbers[place],
      this.#registry.store.number(numbers[place]).follows,
    );
    const { effect } = pending;
    if (effect === 'REASSIGNED') {
      line.did({ inService: true, words: law, own: undefined, brand: 'NONE', pending: undefined }, before, id);
    } else line.did({ ...line.chosen(effect.words), ...(effect.isOwn ? { own: effect.words } : {}) }, before, id);
  }

  async #reverse(which: number, breaksAfter: number): Promise<void> {
    const assertion = this.#assertions[which % Math.max(1, this.#assertions.length)];
    if (assertion === undefined) return;
    // The chore that goes on with the reversal would settle whatever else is due.
    if (breaksAfter === 0) await this.#settle(0);
    const input = { assertionId: assertion.id };
    const foreseen = await reverseAssertion(this.#registry, operatorAtConsole, { ...input, dryRun: true });
    const heads = numbers.map((number) => this.#registry.store.number(number).follows);
    await reverseAssertion(breaking(this.#registry, breaksAfter), operatorAtConsole, input).catch(expectUnavailable);
    if (breaksAfter === 0) {
      expect(numbers.map((number) => this.#registry.store.number(number).follows)).toEqual(heads);
      await settleAssertions(this.#other, operatorAtConsole);
    }
    const { assertion: reversed } = await reverseAssertion(this.#registry, operatorAtConsole, input);
    expect(reversed.status).toBe('REVERSED');
    assertion.status = 'REVERSED';
    // Of numbers that had it forgotten since, an earlier reversal has told.
    expect(sum(reversed.reversal)).toBeGreaterThanOrEqual(sum(foreseen.tally));
    const isPending = (id: string) => this.#assertions.some((one) => one.id === id && one.status === 'PENDING');
    for (const [place, line] of this.#lines.entries()) {
      const was = line.reverse(assertion.id, isPending);
      if (was !== undefined) this.#expectRestored(place as Place, was, isPending);
    }
  }

  /** Exactly as it was, but for what waited and waits no more. */
  #expectRestored(place: Place, was: NumberRecord, isPending: (id: string) => boolean): void {
    const { pending, ...detail } = was.detail;
    const stillWaits = pending !== undefined && isPending(pending.assertionId);
    const { state, detail: now } = this.#record(place);
    expect(now).toEqual(stillWaits ? was.detail : detail);
    expect({ ...state, hasDetail: true }).toEqual({ ...was.state, hasDetail: true });
  }

  #open(carrier: CarrierId, kind: AssertionKind): ModelAssertion {
    const { at } = this.#clock;
    for (let part = 1; ; part++) {
      const id = idOf(at, carrier, kind, part);
      const present = this.#assertions.find((one) => one.id === id);
      if (present?.status === 'PENDING') return present;
      if (present !== undefined) continue;
      const dueAt = (Math.floor(at / hourMs) + 1) * hourMs + pendingMs;
      const opened: ModelAssertion = { id, carrier, dueAt, status: 'PENDING' };
      this.#assertions.push(opened);
      return opened;
    }
  }

  async #setStatus(carrier: CarrierId, suspends: boolean): Promise<void> {
    this.#suspended[suspends ? 'add' : 'delete'](carrier);
    const status = suspends ? 'SUSPENDED' : 'ACTIVE';
    await setOrganisation(this.#registry, carrier, { ...carrierTerms(carrier), status });
  }

  #holder(place: Place): SubscriberActor | undefined {
    const tenure = presentTenure(this.#record(place));
    return tenure === undefined ? undefined : subscriber(numbers[place], tenure);
  }

  #record(place: Place): NumberRecord {
    return this.#registry.store.number(numbers[place] satisfies PhoneNumber).record;
  }
}

function carrierTerms(carrier: CarrierId) {
  return { role: 'CARRIER' as const, numberRanges: ranges[carrier] };
}

function otherThan(carrier: CarrierId): CarrierId {
  return carrier === 'carrier-1' ? 'carrier-2' : 'carrier-1';
}

function answers(allows: (category: 0 | 1, channel: 'VOICE' | 'SMS') => boolean) {
  return { calls: [allows(0, 'VOICE'), allows(1, 'VOICE')], texts: [allows(0, 'SMS'), allows(1, 'SMS')] };
}

function preferencesOf({ all, levels }: Words): Partial<Preferences> {
  if (all) return { base: 'REFUSE_ALL' };
  const choices = levels.flatMap((level, at): [string, Choice][] =>
    level === 1 ? [] : [[categories[at] ?? '', level === 0 ? 'ALLOW' : 'REFUSE']],
  );
  return { categories: Object.fromEntries(choices) };
}

function sum(tally: { readonly undone: number; readonly ended: number; readonly kept: number } | undefined): number {
  return tally === undefined ? 0 : tally.undone + tally.ended + tally.kept;
}

/** The registry in a process that ends after some writes to numbers. */
function breaking(registry: Registry, writes: number): Registry {
  let left = writes;
  const change: Registry['shard']['change'] = async (changes) => {
    if (left === 0) throw new Fault('UNAVAILABLE', 'the process is gone');
    const some = changes.slice(0, left);
    left -= some.length;
    const results = await registry.shard.change(some);
    if (some.length < changes.length) throw new Fault('UNAVAILABLE', 'the process is gone');
    return results;
  };
  return { ...registry, shard: { ...registry.shard, change } };
}

function expectUnavailable(error: unknown): void {
  expect(error).toMatchObject({ code: 'UNAVAILABLE' });
}

function expectTooMany(error: unknown): undefined {
  expect(error).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
}
