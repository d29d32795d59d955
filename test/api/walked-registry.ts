import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryApp } from '../../src/api/app.ts';
import type { ApiApp } from '../../src/api/mount.ts';
import { openApiDocument } from '../../src/api/openapi.ts';
import { type OrganisationRole, organisationRoles } from '../../src/core/organisation.ts';
import { type OpenedRegistry, openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { accessToken } from '../../src/receipts/access-token.ts';
import { generateSigningKey } from '../../src/receipts/signing-key-pair.ts';
import { admitOrganisation } from '../../src/registry/organisations/admit-organisation.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';

/** One operation of the OpenAPI document, as a walk over all of them needs it. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly body: { readonly contentType: string; readonly schema: JsonSchema } | undefined;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
}

export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly $ref?: string;
}

export interface WalkedRegistry {
  readonly app: ApiApp;
  readonly opened: OpenedRegistry;
  readonly operations: readonly Operation[];
  /** Schemas by name, for `$ref`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Defects that the application reported. */
  readonly defects: unknown[];
  /** A token of the organisation of a role, good for all that the role may do. */
  readonly tokens: Readonly<Record<OrganisationRole, string>>;
  close(): Promise<void>;
}

/** A registry in a fresh folder with one organisation of each role, and the list of all its operations. */
export async function walkedRegistry(): Promise<WalkedRegistry> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-walk-'));
  const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' }));
  const defects: unknown[] = [];
  const app = registryApp(opened.registry, { reportDefect: (error) => void defects.push(error) });
  const document = openApiDocument(app) as unknown as Document;
  return {
    app,
    opened,
    operations: operationsOf(document),
    schemas: document.components.schemas,
    defects,
    tokens: await tokensOfRoles(opened),
    async close() {
      await opened.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly security?: Operation['security'];
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

function operationsOf({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security = [], parameters = [], requestBody }]) => {
      const content = Object.entries(requestBody?.content ?? {})[0];
      const body = content === undefined ? undefined : { contentType: content[0], schema: content[1].schema };
      return { operationId, method: method.toUpperCase(), path, security, parameters, body };
    }),
  );
}

async function tokensOfRoles({ registry }: OpenedRegistry): Promise<Record<OrganisationRole, string>> {
  const tokens: [OrganisationRole, string][] = [];
  for (const role of organisationRoles)
    tokens.push([role, await admittedToken(registry, role, role.toLowerCase().replace('_', '-'))]);
  return Object.fromEntries(tokens) as Record<OrganisationRole, string>;
}

/** Admits an organisation and signs a token for all its scopes. */
export async function admittedToken(
  registry: OpenedRegistry['registry'],
  role: OrganisationRole,
  organisationId: string,
): Promise<string> {
  const { kid, publicJwk } = await generateSigningKey();
  const numberRanges = role === 'CARRIER' ? [registry.policy.countryCallingCode] : undefined;
  const { document } = await admitOrganisation(registry, operatorAtConsole, {
    organisationId,
    name: organisationId,
    role,
    keys: [publicJwk],
    ...(numberRanges === undefined ? {} : { numberRanges }),
  });
  const { issuer, receipts, now } = registry;
  return accessToken(receipts, {
    issuer,
    clientId: organisationId,
    clientKeyId: kid,
    scopes: document.scopes,
    now: now(),
  });
}

/** The path of an operation with every parameter filled in by something that nobody has. */
export function filledPath({ path }: Operation): string {
  return path.replace(/\{[^}]+\}/g, 'nobody-has-this');
}
