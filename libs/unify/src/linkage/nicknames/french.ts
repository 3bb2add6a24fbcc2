/** Short forms of French names. */
export const FRENCH = `
jean jeannot,jean_baptiste jb baptiste,jean_francois jeff jf,francois fanch,antoine tony titou,alexandre alex sacha,alexandra alex sandra,benjamin ben,nicolas nico,
frederic fred,christophe chris tophe,christian chris,dominique dom domi,michel mich michou,maximilien max,maxime max,philippe phil,patrick pat,stephane steph,sebastien seb,
thomas tom,laurent lolo,guillaume guigui,gregoire greg,gregory greg,matthieu mat,mathieu mat,olivier olive,emmanuel manu,emmanuelle manu,gabriel gaby,jerome jej,
joseph jojo,georges jojo,louis loulou,pierre pierrot,charles charlot,robert bob,theodore theo,valentin val,vincent vince,xavier xav,daniel dan,david dav,edouard ed doudou,
isabelle isa,elisabeth babeth lili beth,catherine cathy kate,marguerite margot,francoise framboise soizic,genevieve ginette,jeannette jeanne,jacqueline jackie,
stephanie steph fanny,veronique vero,dominique domi,delphine fifi,josephine josy fine,sandrine sandy,alexandrine sandrine,nathalie nath,natacha nat,martine titine,
christine cricri,valerie val,virginie gigi,beatrice bea,charlotte lolotte cha,caroline caro,florence flo,gwenaelle gwen,mathilde mat,melanie mel,severine sev,sophie so,
suzanne suzon suzie,therese,yvonne vonette,anne_marie annie,marie_claude marieclo,marie mimi`;
