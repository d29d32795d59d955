import { carrierOperations } from './carrier-operations.ts';
import type { OperationRows } from './operation-row.ts';
import { operatorOperations } from './operator-operations.ts';
import { publicOperations } from './public-operations.ts';
import { regulatorOperations } from './regulator-operations.ts';
import { senderOperations } from './sender-operations.ts';
import { subscriberOperations } from './subscriber-operations.ts';

/** Every operation of the OpenAPI document, by its id. */
export const allOperations: OperationRows = {
  ...senderOperations,
  ...subscriberOperations,
  ...carrierOperations,
  ...operatorOperations,
  ...regulatorOperations,
  ...publicOperations,
};
