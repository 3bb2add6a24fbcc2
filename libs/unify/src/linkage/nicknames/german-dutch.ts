/** Short forms of German and Dutch names. */
export const GERMAN = `
johannes hannes hans johann jo,hans hansi,friedrich fritz friedel fred,wilhelm willi willy wim helmut,heinrich heinz heiner hein,josef sepp jupp beppo joseph,
maximilian max maxi,alexander alex lex sascha,alexandra alex sandra,sebastian basti bastian wastl,benjamin ben benni,christian chris,christoph chris stoffel,
johann_wolfgang wolfgang,wolfgang wolf wolfi,georg schorsch jorg jurgen,gerhard gerd gert,reinhard reiner rainer,eberhard ebi hardy,siegfried sigi,sigmund sigi,
ludwig lutz wiggerl,nikolaus klaus niko,andreas andi,anton toni,thomas tom thommy,matthias hias matze matthes,michael michi michel mike,stefan steffen stephan,
tobias tobi,florian flo flori,dominik domi,manfred manni fredi,rudolf rudi rolf,rudiger rudi,walter walti,bernhard bernd hardy,leonhard leo hardl,ulrich uli utz,
eduard edi,alfred fredi,franz franzl,karl karli,kaspar,konrad kurt,detlef,dietrich dieter dirk,hubert hubsi,ignaz nazi,jakob jockel,kilian,lorenz lenz,martin marti,
elisabeth lisa lisbeth elli sissi betti liesel elsbeth else ilse,katharina kathi katja kati trine karin,margarete grete gretel gretchen greta marga gitta,
johanna hanna hanni,magdalena lena leni magda,christine christel tina,christina tina christa,ursula uschi ulla,brigitte gitte gitti,barbara babsi barbel,
susanne susi sanne,stefanie steffi,franziska franzi fanny ziska,theresia resi therese,angelika geli,gabriele gabi,veronika vroni,karoline lina line,charlotte lotte lotti,
wilhelmine minna mina,helene lena leni,eleonore lore nora,annemarie anne ami,rosemarie rosi,monika moni,cornelia conny nele,daniela dani,ingeborg inge,renate nate,
waltraud traudl,gertrud traudl gerti trude,hildegard hilde,mechthild,sieglinde linde,heidemarie heidi,adelheid heidi`;

export const DUTCH = `
johannes jan johan hans jo,jan jantje,cornelis kees cor nelis,willem wim pim,hendrik henk rik hein,pieter piet peter,jacobus jaap koos ko cobus,antonius toon ton anton teun,
gerardus gerard gerrit geert,gerrit ger,petrus piet peter,franciscus frans cis,adrianus adriaan arie ad janus,leonardus leo leen,theodorus theo dorus,wilhelmus wim willem,
mattheus thijs teeuwis,matthijs thijs,nicolaas klaas nico,lambertus bert lambert,albertus bert albert,hubertus huub bert,bernardus ben bernard,martinus martin tinus rien,
marinus rinus rien,christiaan chris,sebastiaan bas,laurens lau rens,dirk dick,josephus jos sjef joep,antoon toon,jeroen roen,
elisabeth liesbeth els lies betje bets,johanna jo hanna anneke,maria marijke riet ria mieke mia,catharina trijn rina toos ina,hendrika riek henny,wilhelmina mien mina willy,
cornelia corrie cor nel,petronella nel petra,adriana ad jana,antonia toos,geertruida truus geertje trudy,margaretha greet gretha margriet,jacoba coba,theodora dora,
aleida ali,alida ali,johanna_maria annemarie,anna anneke antje`;
