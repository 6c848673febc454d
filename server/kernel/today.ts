import { instantOf, shanghaiDay } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'

/** The day on which something is asked or done: Shanghai's, by the clock that came with the request. */
export const todayOf = ({ now }: { readonly now: () => Date }): PlainDate => shanghaiDay(instantOf(now()))
