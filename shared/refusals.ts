import { refusalsOf } from './kernel/refusal.ts'
import { allocateRefusals } from './kernel/allocate.refusals.ts'
import { kernelRefusals } from './kernel/kernel.refusals.ts'
import { usccRefusals } from './kernel/uscc.refusals.ts'
import { peopleRefusals } from './people/people.refusals.ts'

/** Every "no" of the product: one catalogue, one line for each feature, low to high. */
export const { refuse, kindOf, sayRefusal } = refusalsOf({
  ...kernelRefusals,
  ...allocateRefusals,
  ...usccRefusals,
  ...peopleRefusals,
})
