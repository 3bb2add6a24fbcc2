/** Given names that stand for each other: each line one name in its full and short forms, most of them English. */
const FORMS = `
abigail abby gail,abraham abe,adam ad,agnes aggie,albert al bert bertie,alexander alex al sandy alec sasha xander,alexandra alex sandra sasha lexi,alfred al alf fred freddie,
alice ally,allison ally,amanda mandy,amelia amy millie,andrew andy drew,angela angie,ann anne anna annie nan nancy,anthony tony ant antonio,antoinette toni nettie,archibald archie,
arthur art artie,augustus gus,barbara barb babs barbie,bartholomew bart,beatrice bea trixie,benjamin ben benny benji,bernard bernie,bradley brad,calvin cal,cameron cam,caroline carrie caro,
catherine katherine kathryn catharine kate katie kathy cathy kat kitty katy,charles charlie chuck chas carl karl carlos,charlotte charlie lottie,christine christina chris tina chrissy,christopher chris kit topher,
clarence clare,clifford cliff,cynthia cindy,daniel dan danny,david dave davey davy,deborah debra deb debbie,dennis denny,donald don donnie,dorothy dot dottie dolly,douglas doug,
edgar ed,edmund ed ned ted,edward ed eddie ted ned teddy,edwin ed eddie,eleanor ellie nell nora ellen,elizabeth liz beth betty eliza lisa libby lizzie bess betsy elisabeth elspeth,emily em emmy,
emma em,ernest ernie,eugene gene,evelyn eve evie,florence flo florrie,frances fran fanny francie,francis frank fran,franklin frank,frederick fred freddie fritz,gabriel gabe,
gabrielle gabby,geoffrey geoff jeff jeffrey,george georgie jorge,gerald gerry jerry,gertrude trudy gertie,gilbert gil bert,gregory greg,gwendolyn gwen,harold hal harry,harriet hattie harry,
helen nell nellie,henry hank harry hal heinrich,herbert herb bert,howard howie,hubert bert hugh,irving irv,isaac ike,isabella isabel bella izzy belle,jacob jake,jacqueline jackie,
james jim jimmy jamie jem,jane janie jenny,janet jan,jason jay,jean jeanne jeannie,jennifer jen jenny jenn,jeremiah jerry,jeremy jerry,jerome jerry,jessica jess jessie,joan joanie,joanna jo joanne,
john jack johnny jon johann hans juan ian sean ivan,jonathan jon jonny,joseph joe joey josef jose,josephine jo josie,joshua josh,joyce joy,judith judy,julia julie jules,julian jules,katarina kat,
kenneth ken kenny,kimberly kim,lawrence laurence larry lars lorenzo,leonard leo len lenny,leopold leo,leslie les,lewis louis lou lew louie,lillian lily lil,linda lynn,louise lou,
lucille lucy,luke lucas,madeline maddie,margaret maggie meg peggy marge margie greta rita madge,maria mary marie molly polly mae,martha marty patty,martin marty,mathilda tilly matilda tilda,
matthew matt matty,maurice morris,maximilian max,megan meg,melissa mel missy,melvin mel,michael mike mick mickey micky mikey miguel michel,mildred millie,mitchell mitch,mohammed muhammad mohamed mohammad,
nathan nate,nathaniel nate nat nathan,nicholas nick nicky nico nicolas klaus,nicole nicky,norman norm,oliver ollie,pamela pam,patricia pat patty tricia trish,patrick pat paddy rick,paul pablo,
penelope penny,peter pete pedro,philip phil phillip,prudence prue,rachel rae,raymond ray,rebecca becky becca,reginald reg reggie,richard rick dick rich ricky ritchie,robert bob rob bobby robbie bert robin,
roberta bobbie,roderick rod rick,rodney rod,roger rog,ronald ron ronnie,rosemary rose rosie,russell russ rusty,ruth ruthie,samantha sam,samuel sam sammy,sarah sally sara sadie,sebastian seb,
sharon shari,sidney sid syd sydney,simon si,sophia sophie,stanley stan,stephanie steph,stephen steven steve stevie stefan,stuart stu stewart,susan sue suzanne susie suzie susanna,sylvester sly,
sylvia syl,terence terry terrence,teresa theresa terry tess tessa,theodore ted teddy theo,thomas tom tommy,timothy tim timmy,valerie val,veronica ronnie,vernon vern,victor vic,victoria vicky tori,
vincent vince vinnie,virginia ginny ginger,vivian viv,walter walt wally,wendy gwen,wilfred wilf fred,william bill will billy willy liam wilhelm guillermo,winifred winnie,zachary zach zack`;

const groupsOf = new Map<string, number[]>();
FORMS.split(',').forEach((line, group) => {
  for (const name of line.trim().split(/\s+/)) groupsOf.set(name, [...(groupsOf.get(name) ?? []), group]);
});

/** Whether two different given names (lower-case ASCII) may be one: `william` and `bill`. */
export function areNicknames(a: string, b: string): boolean {
  const [x, y] = [groupsOf.get(a), groupsOf.get(b)];
  return x !== undefined && y !== undefined && x.some((group) => y.includes(group));
}

/** The name's first full form, for blocking: `bill` → `william`; itself where it is none's nickname. */
export function fullForms(name: string): readonly string[] {
  return groupsOf.get(name)?.map((group) => `#${group}`) ?? [];
}
