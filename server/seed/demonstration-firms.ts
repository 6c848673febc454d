import type { CertificateKind } from '@cofund/shared/enterprises/certificate'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { checkCharacter } from '@cofund/shared/kernel/uscc'

/** A firm of the demonstration: every name is invented, and every code is right in each of its places. */
export interface DemonstrationFirm {
  readonly id: EnterpriseId
  readonly uscc: string
  readonly name: string
  readonly groupCode: string | null
  readonly districtCode: string
  readonly industry: string
  readonly staff: bigint
  /** Fen. */
  readonly revenue: bigint
  readonly assets: bigint
  readonly certificate: CertificateKind
}

/** Numbers that look like chance and are the same every time. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const brands = ['澜岑', '沐屿', '昱衡', '朔川', '砚禾', '泓序', '弈桥', '珩石', '霁图', '岫微', '翎界', '筠码'] as const
const endings = ['舟', '原', '光', '垣', '汀', '弦', '洲', '阙', '岚', '栎', '樾'] as const
const trades = [
  ['软件技术', 'I6513'],
  ['智能科技', 'I6520'],
  ['生物医药', 'C2761'],
  ['新材料', 'C2659'],
  ['半导体', 'C3973'],
  ['医疗器械', 'C3581'],
  ['信息系统', 'I6531'],
  ['新能源装备', 'C3825'],
] as const
const certificates = ['high_tech_enterprise', 'tech_sme', 'specialised_sme', 'innovative_sme', 'tech_little_giant'] as const
const places = ['310110', '310110', '310110', '310110', '310115', '310104'] as const

/** 132 firms; three pairs of them share a controller. */
export const demonstrationFirms: readonly DemonstrationFirm[] = brands.flatMap((brand, row) =>
  endings.map((ending, column): DemonstrationFirm => {
    const index = row * endings.length + column
    const [trade, industry] = trades[(row + column * 3) % trades.length] ?? trades[0]
    const districtCode = places[(row * 5 + column) % places.length] ?? places[0]
    const head = `91${districtCode}MA${String(1_000_000 + index * 7_919).slice(0, 7)}`
    return {
      id: `ept_demo_${String(index + 1).padStart(3, '0')}`,
      uscc: head + checkCharacter(head),
      name: `上海${brand}${ending}${trade}有限公司`,
      groupCode: index < 6 ? `GRP-${Math.floor(index / 2) + 1}` : null,
      districtCode,
      industry,
      staff: BigInt(12 + ((index * 37) % 180)),
      revenue: BigInt(6_000_000 + ((index * 911) % 90) * 1_000_000) * 100n,
      assets: BigInt(4_000_000 + ((index * 577) % 80) * 1_000_000) * 100n,
      certificate: certificates[index % certificates.length] ?? 'tech_sme',
    }
  }),
)
