import { Fault } from '../core/fault.ts';
import type { Actor } from './access/actor.ts';
import { requireScopeOrConsole } from './access/permission.ts';
import type { Registry } from './registry.ts';

/**
 * Records in the log which policy the registry runs from now on, if it is another edition than before.
 * Fault INCOMPATIBLE_STATE where the registry was made for another jurisdiction.
 */
export async function setPolicy(registry: Registry, actor: Actor): Promise<void> {
  const name = requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { policy, store, now } = registry;
  const present = store.entity('POLICY', 'current');
  if (present?.document.policyId === policy.id) return;
  if (present !== undefined && !present.document.policyId.startsWith(`${policy.jurisdiction}-`)) {
    throw new Fault('INCOMPATIBLE_STATE', `this registry was made for the policy ${present.document.policyId}`, {
      field: 'POLICY',
    });
  }
  const [result] = await store.append([
    {
      entityId: 'current',
      event: { kind: 'POLICY_SET', document: { policyId: policy.id } },
      follows: present?.position ?? 0,
      at: now(),
      actor: name,
      wayIn: 'CLI',
    },
  ]);
  if (result?.status === 'CONFLICT' && store.entity('POLICY', 'current')?.document.policyId !== policy.id) {
    throw new Fault('ABORTED', 'another process set a policy at the same time: try again');
  }
}
