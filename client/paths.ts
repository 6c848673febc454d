import { linkOptions } from '@tanstack/react-router'

/** Where things are: `<Link {...paths.home()}>`. Every link comes from here, so that an address changes in one place. */
export const paths = {
  home: () => linkOptions({ to: '/' }),
}
