import type { ClaimStatus } from '@cofund/shared/claims/claim'
import { say } from '../say.ts'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'

export const claimTones: Record<ClaimStatus, Tone> = {
  draft: 'quiet',
  submitted: 'going',
  first_review: 'going',
  verified: 'going',
  approved: 'going',
  publicised: 'going',
  paying: 'going',
  paid: 'ok',
  recovering: 'going',
  closed: 'quiet',
  returned: 'watch',
  rejected: 'risk',
  deferred: 'watch',
  withdrawn: 'quiet',
  clawed_back: 'risk',
  advanced: 'watch',
  trued_up: 'ok',
  refunded: 'quiet',
  frozen: 'going',
  computed: 'going',
  audited: 'going',
  settled_between_tiers: 'ok',
}

export const ClaimStatusTag = ({ of: status }: { of: ClaimStatus }) => (
  <StatusTag tone={claimTones[status]}>{say(`claim.status.${status}`)}</StatusTag>
)
