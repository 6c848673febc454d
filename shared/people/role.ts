/**
 * What a person may do follows from the roles held in one membership. What a person may see follows from the
 * organisation alone and is guarded by the database, so a permission is asked for only where something is done.
 */
export const permissions = [
  'enterprise.record',
  'loan.import',
  'loan.enrol',
  'loan.report',
  'commitment.import',
  'loss.evaluate',
  'policy.draft',
  'policy.activate',
  'ledger.post',
  'ledger.reverse',
  'fiscal.draw',
  'fiscal.check',
  'pool.manage',
  'pool.check',
  'claim.draft',
  'claim.submit',
  'claim.check',
  'claim.pay',
  'claim.release',
  'recovery.report',
  'recovery.manage',
  'settlement.freeze',
  'settlement.manage',
  'settlement.audit',
  'evidence.export',
  'person.manage',
] as const
export type Permission = (typeof permissions)[number]

/** 经办 prepares, 复核 confirms; the same person never does both for one case. */
export const rolePermissions = {
  finance_maker: ['enterprise.record', 'loan.import', 'loss.evaluate', 'policy.draft', 'ledger.post', 'fiscal.draw', 'pool.manage', 'claim.pay', 'recovery.manage', 'settlement.manage'],
  finance_checker: ['loss.evaluate', 'policy.activate', 'ledger.reverse', 'fiscal.check', 'pool.check', 'evidence.export', 'claim.check', 'claim.release'],
  fund_maker: ['commitment.import', 'ledger.post'],
  fund_checker: ['ledger.reverse'],
  bank_maker: ['enterprise.record', 'loan.import', 'loan.enrol', 'loan.report', 'loss.evaluate', 'claim.draft', 'recovery.report', 'settlement.freeze'],
  bank_checker: ['loss.evaluate', 'claim.submit'],
  // 审核: examines what others ask a pool for.
  reviewer: ['claim.check'],
  regulator: ['loss.evaluate'],
  auditor: ['loss.evaluate', 'settlement.audit', 'evidence.export'],
  viewer: [],
  administrator: ['person.manage'],
} as const satisfies Record<string, readonly Permission[]>
export type Role = keyof typeof rolePermissions

export const roles = Object.keys(rolePermissions) as Role[]

/** Every permission that any of `held` brings, once, in the order of the list. */
export function permissionsOf(held: readonly Role[]): Permission[] {
  const granted = new Set<Permission>(held.flatMap((role) => [...rolePermissions[role]]))
  return permissions.filter((permission) => granted.has(permission))
}
