import { expect, test } from 'vitest';
import { noDetail } from '../../src/core/number-record.ts';
import type { OrganisationDocument } from '../../src/core/organisation.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { servesNumber } from '../../src/core/serving-carrier.ts';

const carrier: OrganisationDocument = {
  organisationId: 'carrier-1',
  name: 'Carrier',
  role: 'CARRIER',
  status: 'ACTIVE',
  scopes: [],
  admittedClasses: [],
  keys: [],
  numberRanges: ['86138', '861391'],
};
const ported = (servingCarrier: string) => ({ ...noDetail, servingCarrier });

test.for([
  [8_613_800_000_000, noDetail, {}, true, 'in a range'],
  [8_613_910_000_000, noDetail, {}, true, 'in a narrower range'],
  [8_613_920_000_000, noDetail, {}, false, 'in none'],
  [8_613_800_000_000, ported('carrier-2'), {}, false, 'ported away'],
  [8_613_920_000_000, ported('carrier-1'), {}, true, 'ported in'],
  [8_613_800_000_000, noDetail, { role: 'BRAND' }, false, 'no carrier'],
  [8_613_920_000_000, ported('carrier-1'), { role: 'BRAND' }, false, 'no carrier any more'],
  [8_613_800_000_000, noDetail, { numberRanges: [] }, false, 'no ranges'],
] as const)('%i, %j, %j: %s (%s)', ([number, detail, terms, expected]) => {
  expect(servesNumber({ ...carrier, ...terms }, number as PhoneNumber, detail)).toBe(expected);
});
