import { z } from 'zod'
import { claimProposals } from './claims/claim.proposals.ts'
import { settlementProposals } from './claims/settlement.proposals.ts'
import { recoveryProposals } from './recoveries/recovery.proposals.ts'
import { fiscalProposals } from './fiscal/fiscal.proposals.ts'
import { ledgerProposals } from './ledger/ledger.proposals.ts'
import { peopleProposals } from './people/people.proposals.ts'
import { poolProposals } from './pools/pool.proposals.ts'
import { policyProposals } from './policies/policy.proposals.ts'
import { statementProposals } from './statements/statement.proposals.ts'

/** Everything that a second person has to confirm, with what its maker says: one line for each feature, low to high. */
export const proposeInput = z.discriminatedUnion('kind', [...peopleProposals, ...ledgerProposals, ...statementProposals, ...policyProposals, ...poolProposals, ...fiscalProposals, ...claimProposals, ...settlementProposals, ...recoveryProposals])
export type ProposeInput = z.output<typeof proposeInput>
export type ProposalKind = ProposeInput['kind']
