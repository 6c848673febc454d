import type { ClaimId } from '@cofund/shared/claims/claim'
import { testNow } from '../../kit/actors.ts'
import { type Site, serveSite } from '../../kit/browser.ts'
import { type ClaimsPlace, type PlantedPool, agreeAt, checkersOf, openClaimsPlace } from '../../server/claims/claims-kit.ts'

/** A pool with claims in the states that people meet, served on the hour of the stories. */
export interface ClaimsSite {
  readonly site: Site
  readonly place: ClaimsPlace
  readonly pool: PlantedPool
  readonly claims: Readonly<Record<'mended' | 'lacking' | 'examined' | 'returned' | 'rejected' | 'approved' | 'paid' | 'toReturn', ClaimId>>
  readonly close: () => Promise<void>
}

export async function openClaimsSite(): Promise<ClaimsSite> {
  const place = await openClaimsPlace()
  // A cap of 3,000,000.00 for a loan binds on the larger ones.
  const pool = await place.plantPool({ scheme: { caps: [{ scope: 'loan', amount: '3000000.00' }] } })
  const note = (principalYuan: number) => place.plantNote(pool, { principalYuan })
  const upTo = async (claimId: ClaimId, steps: number) => {
    const proposalId = await place.submit(claimId)
    for (const checker of checkersOf.WUXI.slice(0, steps)) await agreeAt(await place.as(checker), proposalId)
    return proposalId
  }

  const mended = await place.draft(await note(800_000))
  const lacking = await place.draft(await note(600_000), { without: 'loan_contract', stated: { litigation: null } })
  const examined = await place.draft(await note(5_000_000))
  await upTo(examined, 1)
  const toReturn = await place.draft(await note(900_000))
  await upTo(toReturn, 1)
  const trustee = await place.as('trustee.reviewer')
  const returned = await place.draft(await note(700_000))
  const sentBack = await upTo(returned, 1)
  const { proposal } = await trustee.approvals.get({ proposalId: sentBack })
  await trustee.claims.sendBack({ claimId: returned, proposalId: sentBack, digest: proposal.digest, codes: ['E07', 'G04'], opinion: '请补盖公章，并附贷后检查记录' })
  const rejected = await place.draft(await note(500_000))
  const refused = await upTo(rejected, 1)
  const { proposal: failing } = await trustee.approvals.get({ proposalId: refused })
  await trustee.claims.reject({ claimId: rejected, proposalId: refused, digest: failing.digest, clause: '第十二条', opinion: '不属于补偿范围' })
  const approved = await place.draft(await note(2_000_000))
  await place.decide(await place.submit(approved))
  const paid = await place.draft(await note(5_000_000))
  await place.decide(await place.submit(paid))
  await place.pay(paid, 'V-2026-001')
  await place.receive(pool, paid, 'V-2026-001')

  const site = await serveSite(place.database, () => testNow)
  return { site, place, pool, claims: { mended, lacking, examined, returned, rejected, approved, paid, toReturn }, close: () => site.close() }
}
