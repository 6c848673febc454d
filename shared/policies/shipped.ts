import ah from './shipped/AH.json' with { type: 'json' }
import ahg from './shipped/AHG.json' with { type: 'json' }
import cq from './shipped/CQ.json' with { type: 'json' }
import cq3 from './shipped/CQ3.json' with { type: 'json' }
import demoAdvance from './shipped/DEMO-ADVANCE.json' with { type: 'json' }
import demoBand from './shipped/DEMO-BAND.json' with { type: 'json' }
import demoTwoTier from './shipped/DEMO-TWO-TIER.json' with { type: 'json' }
import fq2013 from './shipped/FQ2013.json' with { type: 'json' }
import gz2021 from './shipped/GZ2021.json' with { type: 'json' }
import gz2025 from './shipped/GZ2025.json' with { type: 'json' }
import gz2025g from './shipped/GZ2025G.json' with { type: 'json' }
import hn2025 from './shipped/HN2025.json' with { type: 'json' }
import jm from './shipped/JM.json' with { type: 'json' }
import nat60 from './shipped/NAT60.json' with { type: 'json' }
import sba7aAgreed from './shipped/SBA7A-AGREED.json' with { type: 'json' }
import sba7a from './shipped/SBA7A.json' with { type: 'json' }
import sd2023 from './shipped/SD2023.json' with { type: 'json' }
import sh2011 from './shipped/SH2011.json' with { type: 'json' }
import sh2023 from './shipped/SH2023.json' with { type: 'json' }
import sh2024 from './shipped/SH2024.json' with { type: 'json' }
import shangel from './shipped/SHANGEL.json' with { type: 'json' }
import sz from './shipped/SZ.json' with { type: 'json' }
import szps from './shipped/SZPS.json' with { type: 'json' }
import wx from './shipped/WX.json' with { type: 'json' }
import xmCyd from './shipped/XM-CYD.json' with { type: 'json' }
import { refuse } from '../refuse.ts'
import { type DraftPolicy, draftPolicyInput } from './policy.input.ts'

/**
 * The rules that the product brings along: every scheme of which something could be read, each parameter with where it was
 * read and how far that can be trusted. What nobody has read is null, and keeps its scheme a draft. The last three are
 * invented, for demonstrations.
 */
const documents: readonly { readonly code: string }[] = [
  sh2011,
  sh2023,
  sh2024,
  gz2025,
  gz2025g,
  hn2025,
  sd2023,
  cq,
  cq3,
  ah,
  ahg,
  szps,
  sz,
  gz2021,
  wx,
  jm,
  xmCyd,
  shangel,
  nat60,
  fq2013,
  sba7a,
  sba7aAgreed,
  demoTwoTier,
  demoBand,
  demoAdvance,
]

export const shippedPolicies = (): readonly DraftPolicy[] => documents.map((document) => draftPolicyInput.parse(document))

export function shippedPolicy(code: string): DraftPolicy {
  const document = documents.find((shipped) => shipped.code === code)
  return draftPolicyInput.parse(document ?? refuse('policy.not_found', { code }))
}
