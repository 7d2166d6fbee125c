"""The look of the page and the little script that switches its language and filters its questions."""

STYLE = """
:root{color-scheme:light dark;
--paper:light-dark(#f6f5f1,#12181d);--card:light-dark(#fff,#1a2229);--wash:light-dark(#eaf1f3,#22303a);
--ink:light-dark(#1d272e,#e6ebee);--soft:light-dark(#55626b,#a3b1ba);--line:light-dark(#dcdfdd,#2f3b44);
--edge:light-dark(#6f7c85,#8496a2);--accent:light-dark(#17536b,#8cc7dd);--on-accent:light-dark(#fff,#0d1a21);
--good:light-dark(#1f6b3a,#8fd3a6);--good-wash:light-dark(#e8f4ec,#1b3324);
--warn:light-dark(#8a4b08,#f0b878);--warn-wash:light-dark(#fdf3e4,#33281a);
--bad:light-dark(#a1262c,#f4a3a3);--bad-wash:light-dark(#fcefef,#3a2023);
--bar:light-dark(#5a9ab3,#4d8ba3);--c0:light-dark(#17536b,#8cc7dd);--c1:light-dark(#b4651a,#e8a560);--c2:light-dark(#5b7f3a,#a9cf86);--c3:light-dark(#7a4b8c,#cda3dd);
--sans:"Noto Sans TC","Noto Sans CJK TC","PingFang TC","Microsoft JhengHei",system-ui,sans-serif}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.7 var(--sans)}
html:lang(en) .zh,html:not(:lang(en)) .en{display:none}
.skip{position:absolute;left:12px;top:-60px;padding:8px 16px;background:var(--accent);color:var(--on-accent)}
.skip:focus{top:0}
a{color:var(--accent);text-underline-offset:3px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
header,main{max-width:1180px;margin:0 auto;padding:0 clamp(14px,3vw,32px)}
header{padding-top:28px}
header .top{display:flex;justify-content:space-between;align-items:flex-start;gap:16px}
h1{font-size:1.75rem;line-height:1.35;margin:0}
h2{font-size:1.35rem;margin:48px 0 12px;padding-top:16px;border-top:2px solid var(--accent)}
h3{font-size:1.05rem;margin:0 0 2px}
h4{font-size:.95rem;margin:14px 0 4px;color:var(--soft)}
p{margin:6px 0}
.lead,.note{color:var(--soft)}
.lead{max-width:64em}
.note{font-size:.875rem;line-height:1.6;margin-bottom:8px}
button,select,input{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:5px 12px;min-height:40px}
button{cursor:pointer;white-space:nowrap}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:8px 0 0;padding:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;margin:12px 0 20px;padding:0}
.cards div{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px}
.cards .first{background:var(--accent);color:var(--on-accent);border-color:var(--accent)}
.cards dt{font-size:.9rem}
.cards dd{margin:0;font-size:1.95rem;font-weight:700;line-height:1.3;font-variant-numeric:tabular-nums}
.cards dd small{display:block;font-size:.8rem;font-weight:400;line-height:1.5}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px}
figure,.panel{margin:0;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px 20px;min-width:0}
figcaption{font-weight:700;font-size:1.05rem;line-height:1.5}
svg{display:block;width:100%;height:auto;font:12px var(--sans)}
svg text{fill:var(--ink)}
svg .small{font-size:11px}
svg .tiny{font-size:10px;fill:var(--soft)}
svg .bar{fill:var(--bar)}svg .c0,svg .d0{fill:var(--c0)}svg .c1,svg .d1{fill:var(--c1)}svg .c2,svg .d2{fill:var(--c2)}svg .c3,svg .d3{fill:var(--c3)}
svg .grid{stroke:var(--line);fill:none}
svg .axis{stroke:var(--edge);fill:none}
svg .whisker{stroke:var(--ink);stroke-width:1.5;fill:none}
svg .curve{stroke:var(--c0);stroke-width:2.5;fill:none;stroke-linejoin:round}
svg .s1{stroke:var(--c1)}svg .s2{stroke:var(--c2)}svg .s3{stroke:var(--c3)}
svg .mark{fill:var(--c1);stroke:var(--card);stroke-width:2}
svg .mark-line{stroke:var(--c1);stroke-width:1.5;stroke-dasharray:4 3}
details>summary{cursor:pointer}
figure>details,.panel>details{margin-top:10px;font-size:.9rem}
.panel>details:first-child{margin-top:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:4px 10px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}
td.wrap{white-space:normal;text-align:left;overflow-wrap:anywhere}
caption{text-align:left;color:var(--soft);padding-bottom:4px}
pre{background:var(--wash);border-radius:8px;padding:12px 16px;overflow-x:auto;font:.85rem/1.7 ui-monospace,monospace;margin:8px 0}
.wide{margin-top:16px}
.filters{display:flex;flex-wrap:wrap;gap:10px 14px;align-items:end;margin:12px 0}
.filters label{display:flex;flex-direction:column;font-size:.875rem;color:var(--soft);flex:1 1 150px}
.filters label.find{flex:3 1 240px}
.filters[hidden]{display:none}
.q{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:8px 0}
.q>summary{padding:10px 16px;display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline;list-style:none}
.q>summary::-webkit-details-marker{display:none}
.q>summary::before{content:"▸";color:var(--soft)}
.q[open]>summary::before{content:"▾"}
.q .ask{flex:1 1 16em;font-weight:600}
.q .tag{font-size:.8rem;color:var(--soft)}
.badge{font-size:.8rem;border-radius:999px;padding:1px 10px;background:var(--bad-wash);color:var(--bad)}
.badge.good{background:var(--good-wash);color:var(--good)}
.badge.soso{background:var(--warn-wash);color:var(--warn)}
.q .body{padding:0 18px 14px;overflow-wrap:anywhere}
.q h3{margin-top:14px}
.said{white-space:pre-line;background:var(--wash);border-radius:8px;padding:10px 14px;margin:0}
blockquote{margin:4px 0 8px;padding:4px 14px;border-left:3px solid var(--edge);color:var(--soft);white-space:pre-line}
.cite{font-size:.875rem;margin:6px 0 0}
.q[hidden]{display:none}
footer{max-width:1180px;margin:0 auto;padding:24px clamp(14px,3vw,32px) 40px;color:var(--soft);font-size:.875rem}
@media(max-width:560px){svg{font-size:15px}svg .small{font-size:14px}svg .tiny{font-size:13px}figure,.panel{padding:14px}
.cards .first{grid-column:1/-1}.cards dd{font-size:1.6rem}h1{font-size:1.4rem}}
@media print{.filters,header button,.skip{display:none!important}figure,.q{break-inside:avoid}}
"""

SCRIPT = """
"use strict";
const root=document.documentElement,button=document.getElementById("switch");
button.hidden=false;
button.addEventListener("click",()=>{root.lang=root.lang==="en"?"zh-Hant-TW":"en";choices()});
const filters=document.getElementById("filters"),items=[...document.querySelectorAll(".q")];
const find=filters.querySelector("input"),selects=[...filters.querySelectorAll("select")],shown=document.getElementById("shown");
filters.hidden=false;
const told=new Map(items.map(item=>[item,item.textContent.toLowerCase()]));
function filter(){
  const words=find.value.trim().toLowerCase();
  let count=0;
  for(const item of items){
    const keep=selects.every(s=>!s.value||item.dataset[s.name]===s.value)&&(!words||told.get(item).includes(words));
    item.hidden=!keep;count+=keep;
  }
  shown.textContent=`${count} / ${items.length}`;
}
function choices(){for(const option of filters.querySelectorAll("option"))option.textContent=root.lang==="en"?option.dataset.en:option.dataset.zh}
filters.addEventListener("input",filter);
filter();
"""
