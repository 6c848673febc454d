import { fen } from '@cofund/shared/kernel/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectCoherent } from '../../kit/coherent.ts'
import { importerAs } from '../imports/import-kit.ts'
import { type ClaimsPlace, type PlantedPool, openClaimsPlace } from './claims-kit.ts'

let place: ClaimsPlace
let pool: PlantedPool
let code: string
beforeAll(async () => {
  place = await openClaimsPlace()
  pool = await place.plantPool()
  code = (await place.database.owner.selectFrom('pool').select('code').where('id', '=', pool.poolId).executeTakeFirstOrThrow()).code
}, 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

const header = '资金池编码,借据号,币种,未还本金（元）,逾期日,不良日,诉讼受理日,案号,受理法院,已尽职追偿'
const fileOf = (...rows: readonly string[]) => `${header}\n${rows.map((row) => `${code},${row}`).join('\n')}\n`

test('a file of claims is judged by the code book, row by row, and taken whole: two drafts with what is expected of them', async () => {
  for (const number of ['F-1', 'F-2']) await place.plantNote(pool, { number })
  const importer = await importerAs(place.database, 'shenjiang.maker')
  const checked = await importer.check(
    fileOf('F-1,CNY,1000000.00,2026-04-01,2026-05-01,2026-06-01,（2026）1号,杨浦法院,是', 'F-2,CNY,500000,2026-04-01,2026-05-01,2026-06-02,（2026）2号,杨浦法院,是'),
    { kind: 'claims' },
  )
  expect([checked.batch.status, checked.findings]).toEqual(['checked', []])
  await importer.confirm(checked)
  const { rows } = await (await place.as('shenjiang.maker')).claims.list({ sort: 'number' })
  expect(rows.map(({ noteNumber, status, expected }) => [noteNumber, status, expected])).toEqual([
    ['F-1', 'draft', fen(80_000_000n)],
    ['F-2', 'draft', fen(40_000_000n)],
  ])
})

test('what a form would say of a claim, a file says of its row, by the same code: then no row is taken', async () => {
  for (const number of ['G-1', 'G-2', 'G-3']) await place.plantNote(pool, { number })
  await place.plantNote(pool, { number: 'G-9', bank: 'org_wusong_bank' })
  const importer = await importerAs(place.database, 'shenjiang.maker')
  const checked = await importer.check(
    fileOf(
      'G-1,CNY,1000000.00,2026-05-20,2026-05-21,2026-06-01,（2026）1号,杨浦法院,是',
      'G-2,CNY,1000000.01,2026-04-01,2026-05-01,,,,是',
      'G-3,CNY,1000000.00,2026-04-01,2026-05-01,2026-06-01,,,是',
      'G-9,CNY,1000000.00,2026-04-01,2026-05-01,2026-06-01,（2026）1号,杨浦法院,是',
      'F-1,CNY,1000000.00,2026-04-01,2026-05-01,2026-06-01,（2026）1号,杨浦法院,是',
    ),
    { kind: 'claims' },
  )
  expect(checked.findings.map(({ line, field, code: said }) => [line, field, said])).toEqual([
    [2, 'overdueSince', 'C01'],
    [3, '', 'D01'],
    [3, 'acceptedOn', 'C04'],
    [3, 'unpaidPrincipal', 'B03'],
    [4, 'caseNumber', 'claim_case_incomplete'],
    [5, 'noteNumber', 'claim_note_unknown'],
    [6, '', 'already_recorded'],
  ])
  await expect(importer.confirm(checked)).rejects.toThrow()
})
