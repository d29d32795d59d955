import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { registryApp } from '../../api/app.ts';
import { openApiText } from '../../api/openapi.ts';
import type { Registry } from '../../registry/registry.ts';
import { CommandFailure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

const committedFile = 'openapi/registry.json';

interface OpenapiOptions {
  readonly out?: string;
  readonly check?: true | string;
}

export function defineOpenapi(command: Command, terminal: Terminal): void {
  command
    .option('--out <file>', 'write it to a file')
    .option('--check [file]', `fail where a file differs from it; ${committedFile} where none is named`)
    .action(({ out, check }: OpenapiOptions) => {
      const text = documentText();
      if (check !== undefined) return requireSame(check === true ? committedFile : check, text);
      if (out === undefined) terminal.out(text.trimEnd());
      else writeFileSync(out, text);
    });
}

/** Routes are mounted and never run: no registry is needed to describe them. */
function documentText(): string {
  const reportDefect = (error: unknown): never => {
    throw error;
  };
  return openApiText(registryApp({} as Registry, { reportDefect }));
}

function requireSame(file: string, text: string): void {
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (committed === text) return;
  throw new CommandFailure(`${file}: differs from what the code says; dnd openapi --out ${file} writes it anew`);
}
