import type { Chore } from '../runtime/chores.ts';
import type { Log } from '../runtime/log.ts';
import { platformLimits } from './platform-limits.ts';

/** The one alarm of an object. */
export interface Alarm {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}

/** Some go on for longer than an alarm: what they are at keeps the object awake. */
export interface ObjectChore extends Chore {
  readonly isUnderWay?: () => boolean;
  /** When there is something to do, if that is sooner than the alarm would be. */
  readonly nextDueAt?: () => number;
}

/** Does what is due by time, on the object's one alarm: often while it is asked, else just often enough. */
export class AlarmChores {
  readonly #alarm: Alarm;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #due = new Map<ObjectChore, number>();
  #isUsed: boolean = false;
  #isSoon: boolean = false;

  constructor(alarm: Alarm, log: Log, now: () => number) {
    this.#alarm = alarm;
    this.#log = log;
    this.#now = now;
  }

  /** All of it is done with the first alarm: nobody knows how long the object slept. */
  async begin(chores: readonly ObjectChore[]): Promise<void> {
    for (const chore of chores) this.#due.set(chore, 0);
    if ((await this.#alarm.getAlarm()) === null) await this.#set(platformLimits.alarmMs);
  }

  /** Somebody asked. */
  used(): void {
    this.#isUsed = true;
    if (this.#isSoon) return;
    this.#isSoon = true;
    this.#set(platformLimits.alarmMs).catch((err: unknown) => {
      this.#isSoon = false;
      this.#log.error({ err }, 'the alarm could not be set');
    });
  }

  /** There is something to do now. */
  wanted(): void {
    this.#set(0).catch((err: unknown) => this.#log.error({ err }, 'the alarm could not be set'));
  }

  /** The next alarm is set before anything is done: what fails, or takes the object with it, is tried again. */
  async ring(): Promise<void> {
    const wasUsed = this.#isUsed;
    this.#isUsed = false;
    this.#isSoon = wasUsed || [...this.#due.keys()].some(({ isUnderWay }) => isUnderWay?.() === true);
    await this.#set(this.#isSoon ? platformLimits.alarmMs : this.#idleMs());
    for (const [chore, dueAt] of this.#due) {
      if (dueAt > this.#now() || (chore.onlyAfterUse === true && !wasUsed)) continue;
      this.#due.set(chore, this.#now() + chore.everyMs);
      await chore.run().catch((err: unknown) => this.#log.error({ err, chore: chore.name }, 'a chore failed'));
    }
  }

  #idleMs(): number {
    const { alarmMs, idleAlarmMs } = platformLimits;
    const soonest = Math.min(
      ...[...this.#due.keys()].map(({ nextDueAt }) => nextDueAt?.() ?? Number.POSITIVE_INFINITY),
    );
    return Math.min(idleAlarmMs, Math.max(alarmMs, soonest - this.#now()));
  }

  #set(inMs: number): Promise<void> {
    return this.#alarm.setAlarm(this.#now() + inMs);
  }
}
