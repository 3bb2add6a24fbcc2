/** French, Spanish, Portuguese, Italian, Romanian. */
export const ROMANCE = `
ave avenida avda avd avenue, blvd bd bld bvd bulevar bulevard bulevardul bdul boulevards, r rue rua, c calle cl, plz plaza pza plza piazza pzza praca pca,
po paseo pso pseo, ctra carretera crta cra, cno camino, trav travesia travessa trva tv, rda ronda, gta glorieta, cjon callejon,
chem chemin che, imp impasse, rte route, fbg faubourg fg, crs cours, pass passage, res residence, bat batiment, lot lotissement,
apt appartement appt apartamento apto appartamento apartament ap, ste sainte, dr docteur doctor doktor dottore dott, gal general, mal marechal,
estr estrada, al alameda, lg largo, rod rodovia, cj conjunto, sl sala, bl bloco bloque bloc, lj loja, qd quadra, ed edificio edif edf,
vle viale, cso corso, vlo vicolo, fraz frazione, sc scala escalera scara, int interno interior, piso pisos, izq izquierda izda, dcha derecha dch,
n norte nord norr, s sur sul sud, w oeste ouest ovest, st strada, sos soseaua, no numero num nro numarul, pol poligono, urb urbanizacion`;

/** Written with the stop inside: `V.le`, `P.zza`, `C.so`. */
export const INNER_STOPS = /\b(v\.?le|p\.?zza|p\.?za|c\.?so|l\.?go|v\.?lo|s\.?ta|s\.?to)\b\.?/g;
