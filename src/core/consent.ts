import type { CategoryId, ChannelId } from './policy.ts';

/** What a consent covers; an absent list covers every category or channel. */
export interface ConsentScope {
  readonly categories?: readonly CategoryId[];
  readonly channels?: readonly ChannelId[];
}
