import { execFileSync } from 'node:child_process';
import { packDrizzle } from '../prepared.ts';

/** Tests that start the real server run what a newcomer runs: the built program. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  packDrizzle();
}
