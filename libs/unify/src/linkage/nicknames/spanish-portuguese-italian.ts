/** Diminutives of Spanish, Portuguese and Italian names; `_` is the space in a name of two words. */
export const SPANISH = `
francisco paco pancho curro kiko fran francisca_paca,jose pepe pepito joselito,jose_maria chema josema,jose_luis joselu pepelu,jose_manuel josema chema,
ignacio nacho inaki,manuel manolo manu lolo,manuela manoli,enrique quique kike,guillermo guille memo,jesus chuy suso chus,antonio tono toni tonio,antonia tona toni,
rafael rafa,alejandro alex ale sandro jano,alejandra ale sandra,fernando fer nando,gabriel gabi,eduardo edu lalo,ricardo ricky richi,roberto beto robe,alberto beto alber,
carlos carlitos charly,luis lucho luisito,juan juanito juancho,pedro perico pedrito,pablo pablito,miguel migue miguelito,vicente chente,rodrigo rodri,sergio checo sergi,
santiago santi yago diego,sebastian sebas,nicolas nico,cristobal tobal,bartolome bartolo,leonardo leo,gonzalo gonza chalo,ramon moncho,andres andy,javier javi xavier,
joaquin quino,agustin agus tin,federico fede,daniel dani,ernesto neto,gerardo gera,gustavo gus tavo,hector tito,jorge coque,mauricio mau,oscar osqui,raul raulito,
maria_jose marijo majo,maria_teresa maite mayte maritere,maria_isabel maribel,maria_luisa marisa,maria_del_carmen maricarmen,maria_dolores lola loles,dolores lola lolita,
mercedes merche meche,concepcion concha conchita,rosario charo,consuelo chelo,guadalupe lupe lupita,isabel isa chabela chavela,pilar pili,teresa tere teresita,josefa pepa,
soledad sole marisol,encarnacion encarna,remedios reme,beatriz bea betty,patricia pati,monica moni,margarita marga rita,catalina cata,carolina caro,cristina cris,
elena nena,esperanza espe,gabriela gabi gaby,graciela chela,inmaculada inma,lourdes lulu,montserrat montse,natalia nati,rocio chio,silvia chivi,veronica vero,victoria vicky`;

export const PORTUGUESE = `
jose ze zeca,joao joaozinho jao,francisco chico xico,antonio toninho to tonico,manuel manel maneco,eduardo edu dudu,luis luisinho lula,luiz lula,fernando nando,
roberto beto,carlos carlinhos caca,ricardo cadu,henrique rick,guilherme gui,rodrigo digo,rafael rafa,gabriel biel,leonardo leo,pedro pedrinho,paulo paulinho,
maria mariazinha,ana aninha,fernanda nanda fe,gabriela gabi,juliana ju,leticia le,mariana mari,beatriz bia,isabel bel belinha,carolina carol,daniela dani,rafaela rafa`;

export const ITALIAN = `
giuseppe peppe beppe pino peppino,giovanni gianni nino vanni,francesco franco checco ciccio cesco,antonio tonio toni nino,luigi gigi gino,alessandro sandro ale,
alessandra sandra ale,domenico mimmo nico,salvatore toto turi,vincenzo enzo,lorenzo enzo renzo,pietro piero,giacomo mino,raffaele lele,emanuele lele manu,michele lino,
roberto robi,riccardo ricky,leonardo leo,bartolomeo meo,matteo teo,filippo pippo,gaetano tano,ferdinando nando,federico fede chicco,federica fede chicca,gabriele lele,
giuseppina pina giusy,francesca franca checca,caterina rina cate,elisabetta betta lisa,margherita rita marghe,maddalena lena,maria mariuccia mariella,teresa resi,
giovanna gianna vanna,antonella anto nella,valentina vale tina,cristina cri tina,daniela dani,eleonora ele nora,raffaella raffa`;
