import { readXlsx } from 'hucre'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Served, serve } from '../access/served.ts'
import { type ClaimsPlace, openClaimsPlace } from '../claims/claims-kit.ts'
import { paidClaim, recover } from './recoveries-kit.ts'

let place: ClaimsPlace
let served: Served
beforeAll(async () => {
  place = await openClaimsPlace()
  served = await serve(place.database)
}, 60_000)
afterAll(async () => {
  await served.close()
  await place.close()
})

test('上缴表: 100,000.00 came back at a cost of 5,000.00, of which 76,000.00 is due and remitted; another bank gets no form', async () => {
  const pool = await place.plantPool({ scheme: { recovery: { rule: 'pro_rata_borne', costs_first: true, remit_within_working_days: 10 } } })
  const claimId = await paidClaim(place, pool)
  await recover(place, claimId, { yuan: 100_000, costYuan: 5_000 })
  const bank = await place.as('shenjiang.maker')
  const { remittanceId } = await bank.recoveries.reportRemittance({ poolId: pool.poolId, number: 'SJ-1', remittedOn: '2026-06-30', minor: 7_600_000n })

  const cookie = await served.signIn('shenjiang.maker')
  const file = await fetch(`${served.address}/api/remittances/${remittanceId}/form.xlsx`, { headers: { cookie } })
  const { sheets } = await readXlsx(new Uint8Array(await file.arrayBuffer()))
  const rowOf = (name: string) => sheets[0]?.rows.find(([first]) => String(first).startsWith(name))
  expect(rowOf('上缴金额')?.[1]).toBe(76_000)
  expect(rowOf('BC-')?.slice(2)).toEqual([100_000, 76_000, 76_000])
  expect(['市级', '区级', '银行'].map((bearer) => sheets[0]?.rows.find(([first]) => first === bearer)?.[1])).toEqual([30_400, 45_600, 19_000])
  expect((await served.send(`/api/remittances/${remittanceId}/form.pdf`, { cookie })).status).toBe(200)
  const other = await served.signIn('wusong.maker')
  expect((await served.send(`/api/remittances/${remittanceId}/form.pdf`, { cookie: other })).status).toBe(404)
})
