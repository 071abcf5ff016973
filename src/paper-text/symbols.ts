/** `name character` pairs, separated by blanks. */
export function table(pairs: string): ReadonlyMap<string, string> {
  const words = pairs.trim().split(/\s+/);
  return new Map(words.flatMap((name, at) => (at % 2 === 0 ? [[name, words[at + 1] ?? ''] as const] : [])));
}

/** Commands that are a letter or stand like one: a blank behind them only ends their name. */
export const LETTERS = table(`
  alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
  varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
  upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ
  Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ partial ∂
  nabla ∇ infty ∞ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠
  sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀
  iiint ∭ oiint ∯ bigsqcup ⨆ biguplus ⨄ bigodot ⨀ gimel ℷ daleth ℸ digamma ϝ restriction ↾ measuredangle ∡
  varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ varPhi Φ varPsi Ψ varOmega Ω
  surd √ prime ′ degree ° textdegree ° dag † dagger † ddag ‡ ddagger ‡ copyright © textcopyright ©
  textregistered ® texttrademark ™ pounds £ textsterling £ euro € texteuro € checkmark ✓ cmark ✓ xmark ✗
  circledR ® circledS Ⓢ textyen ¥ yen ¥ textcent ¢ textsection § textparagraph ¶ textdagger † textdaggerdbl ‡
  textonehalf ½ textonequarter ¼ textthreequarters ¾ textnumero № textohm Ω textcelsius ℃ texttildelow ~
  textasteriskcentered * textonesuperior ¹ texttwosuperior ² textthreesuperior ³ guilsinglleft ‹ guilsinglright ›
  clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ bigstar ★ square □ Box □ blacksquare ■ Diamond ◇
  triangle △ bullet • textbullet • dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ textellipsis … dotsc … dotsb ⋯
  aa å AA Å ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł ss ß i ı j ȷ dh ð DH Ð th þ TH Þ
  dj đ DJ Đ ng ŋ NG Ŋ SS ẞ S § P ¶ guillemotleft « guillemotright » guillemetleft « guillemetright » glqq „ grqq “
  flqq « frqq » glq ‚ grq ‘ quotesinglbase ‚
  quotedblbase „ textquestiondown ¿ textexclamdown ¡ textordfeminine ª textordmasculine º textperiodcentered ·
  mho ℧ eth ð hslash ℏ complement ∁ Bbbk 𝕜 flat ♭ sharp ♯ natural ♮ lightning ↯
  textbackslash \\ backslash \\ textasciitilde ~ textasciicircum ^ textunderscore _ textbar | textless <
  textgreater > textendash – textemdash — textquotedblleft “ textquotedblright ” textquoteleft ‘
  textquoteright ’ lq ‘ rq ’ textquotesingle ' textdollar $ textmu µ micro µ permil ‰ textperthousand ‰
  LaTeX LaTeX TeX TeX lbrace { rbrace } lvert | rvert | vert | Vert ‖ lVert ‖ rVert ‖ langle ⟨ rangle ⟩
  llbracket ⟦ rrbracket ⟧ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lbrack [ rbrack ] colon : slash / qed ∎ QED ∎
`);

/** Signs that open what follows: LaTeX passes over the blank that ends their names. */
export const OPENING_SIGNS: ReadonlySet<string> = new Set(
  'pounds textsterling euro texteuro textmu micro textquotedblleft textquoteleft guillemotleft guillemetleft glqq flqq glq quotedblbase quotesinglbase textsection textyen texttildelow textquestiondown textexclamdown'.split(
    ' ',
  ),
);

/** Operators, relations and arrows: the blank behind them is as wide as the one before. */
export const OPERATORS = table(`
  times × div ÷ pm ± mp ∓ cdot · ast * star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙
  wedge ∧ land ∧ vee ∨ lor ∨ cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ setminus ∖ smallsetminus ∖ amalg ⨿ wr ≀
  triangleleft ◁ triangleright ▷ diamond ⋄ ltimes ⋉ rtimes ⋊ bowtie ⋈ Join ⋈
  le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ lll ⋘ ggg ⋙ lt < gt > lesssim ≲
  gtrsim ≳ approx ≈ approxeq ≊ sim ∼ simeq ≃ cong ≅ equiv ≡ asymp ≍ doteq ≐ propto ∝ prec ≺ succ ≻
  preceq ⪯ succeq ⪰ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋
  sqsubseteq ⊑ sqsupseteq ⊒ nsubseteq ⊈ mid | nmid ∤ parallel ∥ perp ⊥ models ⊨ vdash ⊢ dashv ⊣ Vdash ⊩
  lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ trianglelefteq ⊴ trianglerighteq ⊵ unlhd ⊴ unrhd ⊵ multimap ⊸
  vDash ⊨ Vvdash ⊪ nvdash ⊬ nvDash ⊭ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏ nless ≮ ngtr ≯ lneq ⪇ gneq ⪈
  nparallel ∦ eqsim ≂ varpropto ∝ Subset ⋐ Supset ⋑ dotplus ∔ circledast ⊛ circledcirc ⊚ boxminus ⊟ boxdot ⊡
  veebar ⊻ barwedge ⊼ thicksim ∼ thickapprox ≈ texttimes × textdiv ÷ textpm ± textminus − textlnot ¬
  textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓ longmapsfrom ⟻ mapsfrom ↤ dashrightarrow ⇢
  triangleq ≜ coloneqq ≔ coloneq ≔ defeq ≝ eqqcolon ≕ nleq ≰ ngeq ≱ nsim ≁ ncong ≇
  to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
  implies ⇒ impliedby ⇐ iff ⇔ mapsto ↦ longmapsto ⟼ longrightarrow ⟶ longleftarrow ⟵
  longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ uparrow ↑ downarrow ↓
  updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪
  hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ rightleftharpoons ⇌
  rightsquigarrow ⇝ leadsto ⇝ twoheadrightarrow ↠ rightarrowtail ↣ rightleftarrows ⇄ leftrightarrows ⇆
  circlearrowleft ↺ circlearrowright ↻ curvearrowright ↷
  therefore ∴ because ∵ boxplus ⊞ boxtimes ⊠ blacktriangleright ▸ lhd ⊲ rhd ⊳
`);

/** Functions that LaTeX sets upright, with a blank around them where letters or digits follow. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log ' +
    'max min Pr sec sin sinh sup tan tanh argmax argmin softmax sigmoid tr rank diag sgn sign polylog poly supp'
  ).split(' '),
);

/** Escapes and spaces: `\%`, `\,`. */
export const CONTROL_SYMBOLS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '%': '%',
    '&': '&',
    $: '$',
    '#': '#',
    _: '_',
    '{': '{',
    '}': '}',
    '\\': ' ',
    ' ': ' ',
    ',': ' ',
    ';': ' ',
    ':': ' ',
    '>': ' ',
    '!': '',
    '/': '',
    '-': '',
    '@': '',
    '|': '‖',
  }),
);

/** Commands that are a blank, a line or a page. */
export const SPACES: ReadonlySet<string> = new Set(
  'quad qquad enspace enskip thinspace medspace thickspace space newline linebreak par hfill noindent indent smallskip medskip bigskip newpage clearpage'.split(
    ' ',
  ),
);

/** Commands that change size, place or numbering and say nothing. */
export const SILENT: ReadonlySet<string> = new Set(
  (
    'left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr limits nolimits displaystyle ' +
    'textstyle scriptstyle scriptscriptstyle centering normalsize small footnotesize scriptsize tiny large Large LARGE ' +
    'huge Huge normalfont rmfamily sffamily mdseries upshape selectfont protect relax xspace maketitle negthinspace ' +
    'rm sf sc nobreak allowbreak hfil vfill strut unskip ignorespaces boldmath unboldmath nonumber notag bfseries nobreakdash ' +
    'mathstrut bf it itshape em sl slshape tt ttfamily scshape nolinebreak nopagebreak'
  ).split(' '),
);

/**
 * Names whose backslash and dollars a source has taken away and left the braces: `360^{circ}`, `8{times}`.
 * Only such as are no plausible text in braces.
 */
export const STRIPPED: ReadonlyMap<string, string> = table(`
  times × sim ∼ approx ≈ circ ° pm ± leq ≤ geq ≥ neq ≠ ell ℓ infty ∞ cdot · rightarrow → leftarrow ←
  propto ∝ star * ast * dagger † prime ′
`);
