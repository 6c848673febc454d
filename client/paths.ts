import type { PositionId } from '@cofund/shared/funds/position'
import { linkOptions } from '@tanstack/react-router'

/** Where things are: `<Link {...paths.home()}>`. Every link comes from here, so that an address changes in one place. */
export const paths = {
  home: () => linkOptions({ to: '/' }),
  portfolio: () => linkOptions({ to: '/portfolio' }),
  funds: () => linkOptions({ to: '/funds' }),
  position: (positionId: PositionId) => linkOptions({ to: '/funds/$positionId', params: { positionId } }),
}
