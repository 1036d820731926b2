const light = `--paper:#fff;--ink:#1c2128;--soft:#57606a;--line:#d9dee4;--wash:#f6f8fa;--link:#0550ae;
--ok:#116329;--ok-wash:#e6f4ea;--warn:#7d4e00;--warn-wash:#fff4d6;--bad:#a0111f;--bad-wash:#ffebe9;--mute:#4b535c;--mute-wash:#eef1f4;--hold:#5a32a3;--hold-wash:#f3edff;--area:#dbe9f9;--rate:#0550ae;`;

const dark = `--paper:#14181d;--ink:#e3e8ee;--soft:#a2acb8;--line:#323a44;--wash:#1c2229;--link:#79b8ff;
--ok:#6fdd8b;--ok-wash:#14301f;--warn:#f0c060;--warn-wash:#352810;--bad:#ff9a94;--bad-wash:#3f1a1c;--mute:#b4bdc8;--mute-wash:#262d35;--hold:#cdb4ff;--hold-wash:#2d2344;--area:#1b3350;--rate:#79b8ff;`;

/** How the page looks: light, dark, and on paper. Colour says nothing that a word or a picture beside it does not. */
export const style = `
:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{overflow-wrap:anywhere}
code.id,.id{white-space:nowrap;overflow-wrap:normal}
td .id,th .id{display:inline-block}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
h1,h2,h3,h4{line-height:1.25;margin:0}
h2{font-size:1.3rem;letter-spacing:-.01em;margin-bottom:.9rem}
h3{font-size:1.05rem;margin:1.6rem 0 .6rem}
p{margin:.5rem 0;max-width:46rem}
ul,ol{margin:.3rem 0;padding-left:1.2rem}
.heard,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:fixed;top:.5rem;left:.5rem;padding:.5rem .8rem;background:var(--paper);z-index:2}
.defs{position:absolute}
.icon{width:1em;height:1em;flex:none;vertical-align:-.12em}
.count,.where{color:var(--soft);font-weight:400}
.count{font-size:.95rem;margin-left:.35rem}
.aside,.hint,.rest{color:var(--soft);font-size:.94em}
.tight td,.tight th{white-space:nowrap;padding:.35rem .55rem}
.lead{margin:0 0 1rem}
.zero{color:var(--soft)}
.top{padding:2.2rem clamp(1rem,4vw,3rem) 1.5rem;border-bottom:1px solid var(--line);background:var(--wash)}
.brand{margin:0 0 .2rem;font-weight:700;letter-spacing:.01em}
.brand span{font-weight:400;color:var(--soft)}
h1{font-size:1.85rem;letter-spacing:-.02em}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:.9rem 2rem;margin:1.3rem 0 0}
.facts dt,.pairs dt{color:var(--soft);font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
.columns{padding:0 clamp(1rem,4vw,3rem) 4rem;max-width:98rem}
main{min-width:0}
main>section{padding-top:2.6rem}
.contents{padding-top:1.2rem;font-size:.92rem}
.contents ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem}
.contents a{text-decoration:none;color:var(--soft)}
.contents a:hover{color:var(--link);text-decoration:underline}
@media(min-width:78rem){.columns{display:grid;grid-template-columns:11.5rem minmax(0,1fr);gap:3rem}
.contents{position:sticky;top:0;align-self:start;padding-top:2.7rem}.contents ol{flex-direction:column;gap:.55rem}}
.tiles{list-style:none;padding:0;margin:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.8rem}
.tiles.second{grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));margin-top:.8rem}
.tile{display:flex;flex-direction:column;height:100%;padding:.85rem 1rem .8rem;border:1px solid var(--line);border-top:3px solid var(--c);border-radius:6px;text-decoration:none;color:var(--ink);background:var(--paper)}
.tile:hover{background:var(--wash)}
.tile .word{color:var(--c);font-weight:600;display:flex;gap:.45rem;align-items:center}
.tile .n{font-size:2.1rem;font-weight:650;line-height:1.25;letter-spacing:-.02em}
.tile .says{color:var(--soft);font-size:.86rem;line-height:1.35}
.tile.small{flex-direction:row;flex-wrap:wrap;align-items:baseline;gap:.1rem .6rem;padding:.5rem 1rem;border-top-width:1px;border-left:3px solid var(--c)}
.tile.small .n{font-size:1.15rem}
.tile.zero{--c:var(--soft)}
.tile.zero .n{color:var(--soft);font-weight:400}
.whole{color:var(--soft);font-size:.9rem;margin-top:.7rem}
.compliant{--c:var(--ok);--w:var(--ok-wash)}.drifted{--c:var(--warn);--w:var(--warn-wash)}.refused,.open{--c:var(--bad);--w:var(--bad-wash)}
.unmanaged,.exempt,.unread{--c:var(--mute);--w:var(--mute-wash)}.held{--c:var(--hold);--w:var(--hold-wash)}
.badge{display:inline-flex;gap:.35rem;align-items:center;padding:.08rem .5rem;border-radius:99px;background:var(--w);color:var(--c);font-size:.86rem;font-weight:600;white-space:nowrap}
.ended{color:var(--c);font-weight:600}
.nothing{display:flex;gap:.5rem;align-items:center;color:var(--soft)}
.scroll{position:relative;overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-bottom:1px solid var(--line);font-weight:400}
thead th{background:var(--wash);font-size:.85rem;font-weight:600;white-space:nowrap;vertical-align:bottom}
tbody tr:last-child>*{border-bottom:0}
thead button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:0;cursor:pointer}
.arrow::after{content:"\\2195";color:var(--soft);margin-left:.35rem}
[aria-sort=ascending] .arrow::after{content:"\\2191";color:var(--ink)}
[aria-sort=descending] .arrow::after{content:"\\2193";color:var(--ink)}
.name{font-weight:600;display:block;overflow-wrap:anywhere}
.groups,.tags,.targets{list-style:none;padding:0;margin:0}
.groups li{overflow-wrap:anywhere}
.groups .add{color:var(--ok)}.groups .remove{color:var(--bad)}.groups .remove bdi{text-decoration:line-through;text-decoration-thickness:1px}
.groups .add,.groups .remove{position:relative;padding-left:1rem}
.sign{position:absolute;left:0;font-weight:700}
.groups .keep{padding-left:1rem;color:var(--soft)}
.groups .keep:only-child,.groups:not(:has(.add,.remove)) .keep{padding-left:0;color:inherit}
#all td .aside{display:block}
#all td .aside,#all .place{white-space:pre}
summary{cursor:pointer;color:var(--soft);font-size:.88rem}
details p{font-size:.9rem;margin:.2rem 0}
.need{border-left:3px solid var(--line);padding:.1rem 0 .2rem 1.2rem;margin:0 0 2rem}
.need.nfs-open-to-world,.need.clients-refused,.need.nfs-cut-off,.need.would-open{border-color:var(--bad)}
.need h3{margin-top:0}
.ways{list-style:none;padding:0;margin:0}
.ways li{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:0 .8rem}
.ways .what{color:var(--soft)}
@media(max-width:40rem){.ways li{grid-template-columns:1fr}}
.block{padding:.8rem 0;border-top:1px solid var(--line)}
.block h4{font-size:1rem;font-weight:400;margin-bottom:.4rem}
.pairs{margin:0;display:grid;gap:.25rem}
.pairs>div{display:grid;grid-template-columns:9.5rem minmax(0,1fr);gap:1rem}
@media(max-width:40rem){.pairs>div{grid-template-columns:1fr;gap:0}}
.soon,.over{color:var(--bad)}
.controls{display:flex;flex-wrap:wrap;gap:.7rem 1rem;align-items:end;margin-bottom:.6rem}
.controls label{display:grid;gap:.2rem;font-size:.85rem;color:var(--soft)}
.controls label[hidden]{display:none}
.controls label:first-child{flex:1 1 18rem}
input,select,.controls button,.pager button{font:inherit;font-size:.95rem;color:var(--ink);background:var(--paper);border:1px solid var(--soft);border-radius:5px;padding:.35rem .6rem;width:100%}
select{max-width:16rem}
.controls button,.pager button{width:auto;cursor:pointer}
button:disabled{opacity:.45;cursor:default}
input::placeholder{color:var(--soft);opacity:1}
#said{color:var(--soft);font-size:.9rem}
.pager{display:flex;gap:.6rem;margin-top:.8rem}
html:not(.scripted) .with-script{display:none}
html.scripted .without-script{display:none}
figure{margin:0;overflow-x:auto}
.chart{width:100%;min-width:34rem;max-width:66rem;height:auto;display:block;font-size:12px}
.chart text{fill:var(--soft)}.chart .end{text-anchor:end}.chart .day{text-anchor:middle}.chart .now{fill:var(--ink);font-weight:600}
.chart .grid{stroke:var(--line)}.chart .axis{stroke:var(--soft)}.chart .hatch{stroke:var(--line);stroke-width:3}.chart .none{fill:url(#hatch)}
.chart .area{fill:var(--area)}.chart .rate{fill:none;stroke:var(--rate);stroke-width:2;stroke-linejoin:round}.chart .dot{fill:var(--rate)}.chart .bar{fill:var(--soft)}
.policy{background:var(--wash);border:1px solid var(--line);border-radius:6px;padding:.8rem 0;overflow-x:auto;counter-reset:line}
.policy .line{counter-increment:line;padding-right:1rem;white-space:pre}
.policy .line::before{content:counter(line);display:inline-block;width:3rem;padding-right:1rem;text-align:right;color:var(--soft);user-select:none}
@media print{
:root{color-scheme:light}
html{font-size:13px}
body{font-size:1rem}
thead button{display:contents}
.contents,.skip,.controls,.pager,.hint,.arrow{display:none!important}
.top{background:none;padding:0 0 1rem}
.columns{padding:0}
main>section{padding-top:1.4rem}
h2,h3,h4{break-after:avoid}
.pairs>div,.ways li,tr,.tile{break-inside:avoid}
.need>.aside{break-after:avoid}
.scroll,figure{overflow:visible}
.scroll{border:0}
thead{display:table-header-group}
th,td{padding:.3rem .5rem}
table{font-size:8.5pt}
.tiles{grid-template-columns:repeat(5,1fr)}.tiles.second{grid-template-columns:repeat(3,1fr)}
.badge,.tile,.policy,thead th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.policy{white-space:pre-wrap}.policy .line{white-space:pre-wrap}
a{color:inherit;text-decoration:none}
details:not([open]){display:none}
}
`;
