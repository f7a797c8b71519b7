const tokens = `
:root{--paper:#f7f6f2;--surface:#fff;--ink:#1c2127;--muted:#5c6570;--line:#e4e1d9;--soft:#f1efe9;--accent:#1f5566;
--auto_approve:#226b4b;--approve:#226b4b;--manager_approval:#875608;--reject:#ab3127;--quarantined:#625977;--undecided:#5a616b;
--sans:"Inter","Segoe UI",system-ui,-apple-system,"Helvetica Neue",Roboto,"Liberation Sans",Arial,sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#12151a;--surface:#191d24;--ink:#e6e8eb;--muted:#9da6b2;--line:#2b313b;--soft:#20252d;--accent:#7fc1d4;
--auto_approve:#5fbf93;--approve:#5fbf93;--manager_approval:#dda94b;--reject:#ec8077;--quarantined:#b0a6c8;--undecided:#a3abb6}}
`;

const base = `
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-padding-top:16px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 var(--sans);font-variant-numeric:tabular-nums}
.page{max-width:1180px;margin:0 auto;padding:40px 24px 64px}
h1,h2,h4,p,ul,ol,dl,dd{margin:0}
ul,ol{padding:0;list-style:none}
h1{font-size:34px;line-height:1.15;letter-spacing:-.02em;font-weight:650}
h2{font-size:19px;letter-spacing:-.01em;font-weight:650}
h4{font-size:14px;font-weight:650;margin-bottom:8px}
a{color:var(--accent);text-underline-offset:3px;text-decoration-thickness:1px}
code{font:12px/1.4 var(--mono);overflow-wrap:anywhere}
small,.small{font-size:12.5px}
small{display:block;font-weight:400;color:var(--muted);overflow-wrap:anywhere}
p,bdi,li,td,th,dd{overflow-wrap:anywhere}
.documents bdi,.doc-name bdi,.files bdi,.rules td>a bdi{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
section{margin-top:44px}
.section-head{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;justify-content:space-between;margin-bottom:12px}
.muted{color:var(--muted)}
.num{text-align:right;white-space:nowrap}
.ccy{color:var(--muted);font-size:.85em}
.note{color:var(--muted);font-size:13.5px;margin:10px 0}
.bad{color:var(--reject)}
.sr-only,.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:fixed;top:8px;left:8px;padding:8px 12px;background:var(--surface);z-index:2}
[hidden]{display:none!important}
`;

const overview = `
.brand{display:flex;align-items:center;gap:10px;font-weight:650;color:var(--accent);margin-bottom:22px}
.fan{width:22px;height:16px;background:repeating-linear-gradient(180deg,var(--accent) 0 2px,transparent 2px 7px)}
.lead{margin-top:12px;font-size:16.5px;max-width:76ch;text-wrap:pretty}
.pill{display:inline-block;padding:1px 10px;border-radius:99px;font-size:13.5px;font-weight:600;margin-right:6px;color:var(--tone);background:color-mix(in srgb,var(--tone) 13%,transparent)}
.SUCCESS{--tone:var(--auto_approve)}.SUCCESS_WITH_PARTIAL_FAILURES,.PARTIAL_SUCCESS{--tone:var(--manager_approval)}.MOSTLY_FAILED{--tone:var(--reject)}
.facts-list{display:flex;flex-wrap:wrap;gap:10px 32px;margin-top:22px;padding-top:16px;border-top:1px solid var(--line)}
.facts-list dt{font-size:12.5px;color:var(--muted)}
.auto_approve{--tone:var(--auto_approve)}.approve{--tone:var(--approve)}.manager_approval{--tone:var(--manager_approval)}.reject{--tone:var(--reject)}.quarantined{--tone:var(--quarantined)}.undecided{--tone:var(--undecided)}
.top+main>section:first-child{margin-top:28px}
.stack{display:flex;gap:3px;height:12px;margin-bottom:14px}
.stack span{background:var(--tone);min-width:4px;border-radius:2px}
.stack span:first-child{border-radius:7px 2px 2px 7px}.stack span:last-child{border-radius:2px 7px 7px 2px}.stack span:only-child{border-radius:7px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-bottom:12px}
.tile{display:block;height:100%;padding:14px 16px;background:var(--surface);border:1px solid var(--line);border-radius:10px;color:inherit;text-decoration:none}
.tile:hover{border-color:var(--tone)}
.tile strong{display:block;font-size:30px;line-height:1.15;font-weight:650;letter-spacing:-.02em;color:var(--tone)}
.tile span{color:var(--muted);font-size:14px}
.timeline svg{display:block;width:100%;height:auto;max-height:380px;background:var(--surface);border:1px solid var(--line);border-radius:10px 10px 0 0;border-bottom:0;padding:10px 0 0}
.timeline rect{fill:var(--tone);opacity:.78}.timeline rect:hover{opacity:1}
.ticks{stroke:var(--line);stroke-width:1;fill:none;vector-effect:non-scaling-stroke}
.axis{position:relative;height:26px;background:var(--surface);border:1px solid var(--line);border-top:0;border-radius:0 0 10px 10px;overflow:hidden;font-size:12px;color:var(--muted)}
.axis span{position:absolute;top:2px;padding-left:4px;white-space:nowrap}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:12px}
.card{padding:14px 16px;background:var(--surface);border:1px solid var(--line);border-left:3px solid var(--quarantined);border-radius:8px}
.card-title{margin-bottom:6px}.card-title code{font-weight:600;font-size:13px}
.files{margin-top:10px;padding-top:8px;border-top:1px solid var(--line);font-size:14px}.files li{padding:1px 0}.files li:target{background:color-mix(in srgb,var(--accent) 12%,transparent)}
.attempts{padding-left:20px}.card .fold{margin-top:4px;font-size:14px}.card .fold .files{margin-top:0;padding-top:0;border:0}
`;

const tables = `
.scroll{overflow-x:auto;border-radius:10px}
.grid{width:100%;border-collapse:separate;border-spacing:0;background:var(--surface);border:1px solid var(--line);border-radius:10px;font-size:14px}
.grid caption{text-align:left;font-weight:650;padding:0 0 8px;caption-side:top}
.grid th,.grid td{padding:8px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
.grid .num{text-align:right}
.grid thead th{font-size:12.5px;font-weight:600;color:var(--muted);white-space:nowrap;vertical-align:bottom}
.grid tbody th{font-weight:550}
.grid tbody:last-child tr:last-child>*{border-bottom:0}
.grid tr:target{background:color-mix(in srgb,var(--accent) 10%,transparent)}
.grid .total{font-weight:650}
.documents tbody tr:hover{background:var(--soft)}
.documents .c0{min-width:180px;max-width:320px}.documents .c1{max-width:240px}.documents .c2,.documents .c6,.documents .c7{white-space:nowrap}
.documents th button{all:unset;cursor:pointer;white-space:nowrap}
.documents th button::after{content:"";display:inline-block;width:1em;text-align:center;margin-left:3px}
.documents th button:hover{color:var(--ink)}
.documents th button:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:3px}
.documents [aria-sort] button{color:var(--ink)}
.documents [aria-sort=ascending] button::after{content:"↑"}
.documents [aria-sort=descending] button::after{content:"↓"}
.documents thead .c3,.documents thead .c4{text-align:right}
.documents thead .c3 button::after,.documents thead .c4 button::after{width:auto}
.badge{display:inline-block;padding:1px 9px;border-radius:99px;font-size:12.5px;font-weight:600;white-space:nowrap;color:var(--tone);background:color-mix(in srgb,var(--tone) 13%,transparent)}
.risk{font-weight:600}.risk.low{color:var(--auto_approve)}.risk.medium{color:var(--manager_approval)}.risk.high{color:var(--reject)}
.rules thead th:nth-child(n+3){width:1%}.rules tbody th{width:230px}.rules td{min-width:48px}
.filters{display:flex;flex-wrap:wrap;gap:10px 12px;align-items:end;margin-bottom:14px}
.filters label{display:grid;gap:3px;font-size:12.5px;color:var(--muted)}
.filters .grow{flex:1 1 220px}
.filters input,.filters select,.filters button{font:inherit;font-size:14px;color:var(--ink);background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:7px 10px;min-height:37px}
.filters input{width:100%}
.filters button{cursor:pointer}.filters button:hover{border-color:var(--accent)}
.documents .later{display:none}.more{font:inherit;font-size:14px;color:var(--accent);background:none;border:1px solid var(--line);border-radius:8px;padding:7px 16px;margin:12px auto 0;display:block;cursor:pointer}
.empty{padding:28px;text-align:center;color:var(--muted)}
.fold{margin-top:12px}.fold>summary{cursor:pointer;color:var(--accent);padding:4px 0}.fold[open]>summary{margin-bottom:8px}
`;

const documents = `
.doc{background:var(--surface);border:1px solid var(--line);border-radius:10px;margin-bottom:8px;content-visibility:auto;contain-intrinsic-size:auto 62px}
.doc[open]{content-visibility:visible;margin-bottom:20px}
.doc>summary{display:grid;grid-template-columns:14px minmax(0,1fr) auto 148px;gap:4px 14px;align-items:center;padding:10px 16px;cursor:pointer;list-style:none}
.doc>summary::-webkit-details-marker{display:none}
.doc>summary::before{content:"";width:7px;height:7px;border:solid var(--muted);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg)}
.doc[open]>summary::before{transform:rotate(45deg)}
.doc>summary:hover{background:var(--soft);border-radius:10px}
.doc>summary .badge{justify-self:end}
.doc-name{font-weight:600}.doc-name small{font-weight:400}
.doc-total{font-weight:600}
.doc-body{padding:4px 16px 16px;border-top:1px solid var(--line)}
.facts{color:var(--muted);font-size:13.5px;padding:10px 0 16px}
.doc-grid{display:grid;grid-template-columns:minmax(0,1.55fr) minmax(0,1fr);gap:28px}
.doc-main,.doc-side{display:grid;gap:24px;align-content:start}
.doc-body section,.doc-body .scroll{margin:0;border-radius:0}
.doc-body .grid{border-width:1px 0;border-radius:0;font-size:13.5px}
.doc-body .grid th,.doc-body .grid td{padding:5px 10px 5px 0}
.doc-body .grid td:last-child,.doc-body .grid th:last-child{padding-right:0}
.values{table-layout:fixed}.values th:nth-child(1){width:27%}.values th:nth-child(4){width:52px}
.values tbody th{font-weight:400;color:var(--muted)}.values .value{font-weight:550}
.values .group th{font-weight:650;color:var(--ink);padding-top:14px!important}
.evidence q{quotes:none;color:var(--muted)}
.place{font-size:12px;color:var(--muted);white-space:nowrap}.evidence code.place{display:block;overflow:hidden;text-overflow:ellipsis;font-size:11.5px}
.sure.low{color:var(--reject)}.sure.medium{color:var(--manager_approval)}.sure.high{color:var(--muted)}
.reasons li{padding-left:14px;position:relative}.reasons li+li{margin-top:4px}
.reasons li::before{content:"–";position:absolute;left:0;color:var(--muted)}
.block .small{margin-top:6px}
.weights li{display:grid;grid-template-columns:40px minmax(0,1fr);gap:10px;font-size:13.5px;margin-top:8px}
.weight{height:6px;margin-top:8px;border-radius:3px;background:linear-gradient(var(--reject),var(--reject)) 0/calc(var(--share)*100%) 100% no-repeat var(--line)}
.check{border-top:1px solid var(--line)}.check:last-of-type{border-bottom:1px solid var(--line)}
.check>summary{display:flex;justify-content:space-between;gap:12px;padding:6px 0;cursor:pointer;list-style:none;font-size:13.5px;font-weight:550;text-transform:capitalize}
.check>summary::-webkit-details-marker{display:none}.check>summary:hover{color:var(--accent)}
.check[open]>ul{padding-bottom:8px}.counts{display:flex;gap:12px;font-weight:400}.counts .mark{margin-right:3px}
.findings li{display:grid;grid-template-columns:18px minmax(0,1fr);gap:6px;font-size:13.5px;padding:3px 0;line-height:1.4}
.findings code{font-size:11.5px}
.mark{font-weight:700;text-align:center}
.verified .mark{color:var(--auto_approve)}.contradicted .mark{color:var(--reject)}.contradicted.mild .mark{color:var(--manager_approval)}.unknown .mark{color:var(--muted)}
.findings .verified{color:var(--muted)}
.ops li{display:grid;grid-template-columns:minmax(0,11em) minmax(40px,1fr) 7em;gap:10px;align-items:center;font-size:13px;padding:2px 0}
.typical .ops{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:10px 16px}.typical .ops li{grid-template-columns:minmax(0,17em) minmax(40px,1fr) 5em}
.track{position:relative;height:8px;border-radius:4px;background:var(--soft)}
.bar{position:absolute;top:0;bottom:0;left:calc(var(--from)*100%);width:max(2px,calc(var(--for)*100%));max-width:calc(100% - var(--from)*100%);min-width:2px;border-radius:4px;background:var(--accent)}
.ops .no_answer .bar{background:var(--manager_approval)}.ops .failed .bar{background:var(--reject)}
.statistics .split{display:flex;gap:1px;height:8px;min-width:110px;margin-top:7px}.split span{min-width:0;border-radius:2px}
.split .worked{background:var(--accent)}.split .waited{background:color-mix(in srgb,var(--manager_approval) 55%,transparent)}
.split-head span{font-weight:400}.split-head span::before{content:"";display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:4px;background:var(--accent)}.split-head .waited{margin-left:8px}.split-head .waited::before{background:color-mix(in srgb,var(--manager_approval) 55%,transparent)}
.resources .scroll{margin-top:12px}
.advice{background:var(--surface);border:1px solid var(--line);border-left:3px solid var(--accent);border-radius:8px;padding:12px 16px;margin-bottom:12px;max-width:none}.advice .small{margin-top:4px}
.charts{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 16px 8px}
.chart{margin:0 0 10px}.chart svg{display:block;width:100%;height:56px;margin-top:4px;border-bottom:1px solid var(--line)}
.chart .line{fill:none;stroke:var(--accent);stroke-width:1.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}.chart .area{fill:var(--accent);opacity:.12}
.chart-axis{display:flex;justify-content:space-between}
.back{margin-top:20px;font-size:13.5px}
.bottom{margin-top:56px;padding-top:16px;border-top:1px solid var(--line)}
`;

const devices = `
@media (max-width:860px){.doc-grid{grid-template-columns:minmax(0,1fr)}}
@media (max-width:640px){
.page{padding:24px 16px 48px}h1{font-size:27px}section{margin-top:36px}
.tiles{grid-template-columns:1fr 1fr}.tile strong{font-size:25px}
.facts-list{gap:10px 24px}.cards{grid-template-columns:minmax(0,1fr)}
.documents .c1,.documents .c2,.documents .c6,.documents .c7,.documents .c4{display:none}
.documents .c0{max-width:none}.grid th,.grid td{padding:8px}
.documents tr{display:grid;grid-template-columns:minmax(0,1fr) auto;padding:8px 10px;border-bottom:1px solid var(--line)}.documents thead tr{grid-template-columns:1fr auto auto}
.documents tr>*{border:0!important;padding:2px 4px!important}.documents tbody .c0{grid-column:1/3}.documents tbody .c5{grid-row:2;grid-column:1}.documents tbody .c3{grid-row:2;grid-column:2}
.rules thead{display:none}.rules tr{display:grid;grid-template-columns:minmax(0,1fr) auto auto auto;gap:2px 14px;padding:8px;border-bottom:1px solid var(--line)}
.rules tr>*{border:0!important;padding:0!important;min-width:0!important;width:auto!important}.rules td:nth-child(2){grid-row:2;grid-column:1/5}.rules td:nth-child(3)::before{content:"✗ "}.rules td:nth-child(4)::before{content:"? "}.rules td:nth-child(5)::before{content:"✓ "}
.statistics tbody th{overflow-wrap:normal}.statistics tr>:nth-child(2),.statistics tr>:nth-child(4),.statistics tr>:nth-child(5),.statistics tr>:nth-child(8){display:none}
.filters label{flex:1 1 40%}.filters .grow{flex-basis:100%}
.doc>summary{grid-template-columns:14px minmax(0,1fr) auto;padding:10px 12px}.doc>summary .badge{grid-column:2;justify-self:start;grid-row:2}
.doc-body{padding:4px 12px 12px}
.values thead{display:none}.values tr{display:grid;grid-template-columns:minmax(0,11fr) minmax(0,20fr) 44px;gap:0 10px;padding:5px 0;border-bottom:1px solid var(--line)}
.doc-body .values tr>*{border:0;padding:0;width:auto!important}.values .evidence{grid-column:2;grid-row:2}.values .value,.values td:last-child{grid-row:1}.values td:last-child{grid-column:3;text-align:right}.values tbody th{grid-row:1/3}.values .group th{grid-column:1/4;padding-top:10px!important}
.axis span:nth-child(even){display:none}
.ops li,.typical .ops li{grid-template-columns:minmax(0,9em) minmax(30px,1fr) 5em}}
@page{margin:14mm}
@media print{
:root{--paper:#fff;--surface:#fff;--ink:#000;--muted:#444;--line:#bbb;--soft:#eee;--accent:#1f5566;--auto_approve:#1d6244;--approve:#1d6244;--manager_approval:#7a4c06;--reject:#93271d;--quarantined:#4c445f;--undecided:#444}
body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}.page{max-width:none;padding:0}
.filters,.back,.skip,.fold:not([open]){display:none!important}
.doc:not([open]){display:none}.doc{break-before:page;border:0}#details:not(:has(.doc[open])){display:none}
section{margin-top:20pt}tr,.card,.tile,li{break-inside:avoid}thead{display:table-header-group}
a{color:inherit;text-decoration:none}.scroll{overflow:visible}h2,h4{break-after:avoid}.documents .c6,.documents .c7{display:none}.documents .c0{min-width:170px}.documents .c1{min-width:100px}.grid{font-size:9pt}.grid th,.grid td{padding:4pt 6pt}}
`;

/** The whole style of the report: system fonts, light and dark, screen, phone and paper. */
export const styleSheet = [tokens, base, overview, tables, documents, devices]
  .map((part) => part.trim())
  .join("\n");
