import type { Db } from '@cofund/db/connect'
import type { FilledForm } from '@cofund/shared/documents/form'
import { byRemittanceId } from '@cofund/shared/recoveries/recovery.input'
import { type RemittanceOnForm, remittanceForm } from '@cofund/shared/recoveries/remittance.form'
import type { RemittanceId } from '@cofund/shared/recoveries/recovery'
import { refuse } from '@cofund/shared/refuse'
import type { Express } from 'express'
import { getClaim } from '../claims/claim.sql.ts'
import { sendForm } from '../documents/form-file.ts'
import { getEnterprise } from '../enterprises/enterprise.sql.ts'
import { type ContextOf, fileRoute } from '../kernel/file-routes.ts'
import { getOrganisation } from '../people/people.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import { getRecovery, getRemittance } from './recovery.sql.ts'

/** `GET /api/remittances/<id>/form.pdf`, `….xlsx`: of which recoveries a remittance is, and how each was divided. */
export function remittanceFormRoutes(app: Express, contextOf: ContextOf): void {
  app.get(
    '/api/remittances/:id/:file',
    fileRoute(contextOf, async (route) => {
      const { id, file } = route.request.params
      const [name = '', kind = ''] = String(file).split('.')
      await sendForm(route, kind, async (trx) => {
        const asked = byRemittanceId.safeParse({ remittanceId: id })
        if (name !== 'form') refuse('form.unknown', { form: name })
        return fillRemittanceForm(trx, asked.success ? asked.data.remittanceId : refuse('record.not_found', { noun: 'remittance', id: String(id) }))
      })
    }),
  )
}

async function fillRemittanceForm(db: Db, remittanceId: RemittanceId): Promise<FilledForm> {
  const remittance = await getRemittance(db, remittanceId)
  const paid: RemittanceOnForm['paid'][number][] = []
  for (const { recoveryId } of remittance.pays) {
    const recovery = await getRecovery(db, recoveryId)
    const claim = await getClaim(db, recovery.claimId)
    const firm = claim.enterpriseId && (await getEnterprise(db, claim.enterpriseId))
    paid.push({ recovery, claimNumber: claim.number, firm: firm && firm.name })
  }
  return remittanceForm({ remittance, pool: await getPool(db, remittance.poolId), bank: await getOrganisation(db, remittance.bankId), paid })
}
