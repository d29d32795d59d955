/** How much of something an organisation may do in a window of time. The words of documents, routes and commands. */
export const quotaNames = [
  'lookupsPerMinute',
  'batchRowsPerMinute',
  'numbersPerDay',
  'registrationsPerMinute',
  'tokensPerMinute',
] as const;
export type QuotaName = (typeof quotaNames)[number];

/** An organisation's own quotas; what is absent is as for others of its role. */
export type Quotas = Readonly<Partial<Record<QuotaName, number>>>;

/** More than anybody needs, and an integer of RFC 8941 (15 digits) even a thousand times over. */
export const quotaMax = 100_000_000_000;

/**
 * What follows when an organisation seems to walk through the numbers. `SIGNAL`: the operator is told. `SLOW_DOWN`: also
 * its quotas for questions are a tenth until the end of the day (UTC).
 */
export const abuseResponses = ['SIGNAL', 'SLOW_DOWN'] as const;
export type AbuseResponse = (typeof abuseResponses)[number];
