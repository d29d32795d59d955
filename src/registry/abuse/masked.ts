import { type Block, numbersPerBlock } from '../../core/phone-number.ts';

/** `+861380******`: the last six digits of what may be a person's are not shown. */
export function maskedBlock(block: Block): string {
  const digits = String(block * numbersPerBlock);
  const shown = Math.max(1, digits.length - 6);
  return `+${digits.slice(0, shown)}${'*'.repeat(digits.length - shown)}`;
}

/** Networks beside each other, as `networkSite` names them: no household is told from its neighbours by it. */
export function maskedSite(site: string): string {
  return /^[0-9a-f.:]+\/\d+$/.test(site) ? site : 'unknown';
}
