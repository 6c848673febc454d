import type { PositionId } from '@cofund/shared/funds/position'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import { linkOptions } from '@tanstack/react-router'

/** Where things are: `<Link {...paths.home()}>`. Every link comes from here, so that an address changes in one place. */
export const paths = {
  home: () => linkOptions({ to: '/' }),
  portfolio: () => linkOptions({ to: '/portfolio' }),
  policies: () => linkOptions({ to: '/policies' }),
  policyVersion: (versionId: PolicyVersionId) => linkOptions({ to: '/policies/$versionId', params: { versionId } }),
  funds: () => linkOptions({ to: '/funds' }),
  position: (positionId: PositionId) => linkOptions({ to: '/funds/$positionId', params: { positionId } }),
}
