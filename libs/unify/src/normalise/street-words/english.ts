/** The usual abbreviation, then what it stands for: USPS Publication 28, appendix C, and what the other English-speaking posts add. */
export const ENGLISH = `
st street str saint, ave avenue av aven avn, rd road, blvd boulevard boul blv, dr drive drv, ln lane, ct court crt, pl place, sq square sqr,
hwy highway hiway, pkwy parkway pky, ter terrace terr tce, cir circle circ, cct circuit, cres crescent crsnt, cl close, gdns gardens gdn garden,
gr grove grv, aly alley, trl trail, tpke turnpike, expy expressway, fwy freeway, plz plaza, ctr center centre cntr, hts heights, mt mount,
jct junction, bldg building, ste suite, apt apartment, fl floor flr, rm room, dept department, no number, n north, s south, e east, w west,
ne northeast, nw northwest, se southeast, sw southwest, 1st first, 2nd second, 3rd third, 4th fourth, 5th fifth, 6th sixth, 7th seventh,
8th eighth, 9th ninth, 10th tenth, 11th eleventh, 12th twelfth, rte route, pde parade, esp esplanade, rdg ridge, pt point, xing crossing,
cswy causeway, lndg landing, mdws meadows, est estate, hbr harbor harbour, lvl level, ext extension extn, byp bypass, wy way, vw view,
frwy freeways, blk block, pk park, brg bridge, mtn mountain, vly valley, xrd crossroad`;
