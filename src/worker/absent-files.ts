import { Fault } from '../core/fault.ts';
import type { CarrierFiles } from '../registry/carrier-files/carrier-file.ts';
import type { ScrubFiles } from '../registry/scrubs/scrub-desk.ts';

/** Where there is no place for lists: nothing is there, and nothing is taken. */
export const absentScrubFiles: ScrubFiles = {
  create: refused,
  job: () => undefined,
  jobs: () => [],
  unended: () => [],
  state: nothing,
  storedBytes: () => 0,
  addInput: refused,
  completeInput: refused,
  input: nothing,
  claim: () => undefined,
  putRun: refused,
  results: nothing,
  result: nothing,
  putEnd: refused,
  cancel: refused,
  dropBytes: refused,
  remove: async () => {},
};

/** The same for carriers' files. */
export const absentCarrierFiles: CarrierFiles = {
  open: refused,
  file: () => undefined,
  names: () => [],
  isReceived: () => false,
  isAnswered: () => false,
  waiting: () => [],
  state: nothing,
  putInput: refused,
  completeInput: refused,
  dropInput: async () => {},
  input: nothing,
  claim: () => undefined,
  putCheckpoint: refused,
  appendResult: nothing,
  result: nothing,
  putEnd: refused,
  sweep: async () => {},
};

async function refused(): Promise<never> {
  throw new Fault('UNAVAILABLE', 'this deployment has no place for files');
}

function nothing(): never {
  throw new Fault('NOT_FOUND', 'there is no such file');
}
