/** Short forms of Russian and Ukrainian names, in the transcription that any-ascii gives and in the usual English one. */
export const RUSSIAN = `
aleksandr sasha shura alex sanya alexander oleksandr aleksander alexandr,aleksandra sasha shura alexandra oleksandra,aleksey alyosha alesha lyosha lesha alex alexei alexey aleksei oleksiy,
anatoliy tolya anatoly anatoli,andrey andryusha andrei andriy,anton antosha tosha,arkadiy arkasha arkady,boris borya,vadim vadik,valentin valya,valeriy valera valery,
vasiliy vasya vasily vasil,viktor vitya victor,vitaliy vitalik vitaly,vladimir vova volodya vlad volodymyr,vladislav vlad vladik slava,vyacheslav slava viacheslav,
gennadiy gena gennady,georgiy gosha zhora georgy,grigoriy grisha grigory,daniil danya danila daniel,denis den,dmitriy dima mitya dmitry dmitri dimitri dmytro,
evgeniy zhenya yevgeny evgeny evgeni yevgeniy eugene,egor yegor gosha,ivan vanya,igor gosha,ilya ilyusha ilia,kirill kirya kyrylo,konstantin kostya,
leonid lyonya lenya,lev lyova,maksim max maks maxim,mikhail misha michael mykhailo mihail,nikita nikitka,nikolay kolya nikolai nick mykola,oleg olezhka oleh,
pavel pasha pavlo,petr petya pyotr piotr peter,roman roma,ruslan rus,semyon syoma semen,sergey seryozha serezha sergei serhiy serge,stanislav stas slava,stepan styopa,
timofey tima timofei,timur tima,fyodor fedya fedor,yuriy yura yuri yury,yaroslav slava yarik,yakov yasha,
anastasiya nastya stasya anastasia,anna anya nyura,antonina tonya,valentina valya,valeriya lera valeria,varvara varya,vera verochka,veronika nika,viktoriya vika victoria viktoria,
galina galya,darya dasha daria,ekaterina katya yekaterina kateryna catherine,elena lena yelena olena helen,elizaveta liza yelizaveta,evgeniya zhenya evgenia yevgenia,
zinaida zina,zoya zoika,inna inka,irina ira iryna,kseniya ksyusha xenia ksenia oksana,klavdiya klava,larisa lara,lidiya lida lidia,lyubov lyuba liubov,lyudmila lyuda mila ludmila,
margarita rita,marina marisha,mariya masha maria marusya,nadezhda nadya nadia,natalya natasha nata natalia nataliya,nina ninochka,oksana ksana,olga olya,polina polya,
raisa raya,svetlana sveta lana,sofya sonya sofia sofiya,tamara toma,tatyana tanya tatiana,ulyana ulya,yuliya yulya julia yulia,yana yanochka`;
