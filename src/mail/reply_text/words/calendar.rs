//! Month and weekday names, whole or as mail programs shorten them.

use super::senses;

/// All of them, without full stops.
pub(super) const CALENDAR: &str = "jan january januar januari janvier janv enero ene janeiro gennaio gen stycznia sty leden ledna led \
         január ian ianuarie ιαν ιανουαρίου ocak oca tammikuuta tammi января янв січня січ ionawr feb february \
         februar februari février févr fevr febrero fevereiro fev febbraio lutego lut února úno február febr \
         februarie φεβ φεβρουαρίου şubat şub helmikuuta helmi февраля февр фев лютого лют chwefror mar march \
         märz mär maart mrt mars marzo março marca března bře március márc martie μαρ μαρτίου mart maaliskuuta \
         maalis marts марта мар березня бер mawrth apr april avril avr abril abr aprile kwietnia kwi dubna dub \
         április ápr aprilie απρ απριλίου nisan nis huhtikuuta huhti апреля апр квітня квіт ebrill may mai mei \
         mayo maio maggio mag maja května kvě május máj μαΐ μαΐου mayıs toukokuuta touko maj мая трав травня \
         jun june juni juin junio junho giugno giu czerwca cze června čvn június jún iunie ιουν ιουνίου haziran \
         haz kesäkuuta kesä июня июн червня черв mehefin jul july juli juillet juil julio julho luglio lug \
         lipca lip července čvc július júl iulie ιουλ ιουλίου temmuz tem heinäkuuta heinä июля июл липня лип \
         gorffennaf aug august augustus août aout agosto ago sierpnia sie srpna srp augusztus αυγ αυγούστου \
         ağustos ağu elokuuta elo augusti августа авг серпня серп awst sep sept september septembre septiembre \
         setembro set settembre września wrz září zář szeptember szept septembrie σεπ σεπτ σεπτεμβρίου eylül \
         eyl syyskuuta syys сентября сент сен вересня вер medi oct okt october oktober octobre octubre out \
         outubro ottobre ott października paź října říj október octombrie οκτ οκτωβρίου ekim eki lokakuuta loka \
         октября окт жовтня жовт hydref nov november novembre noviembre novembro listopada lis listopadu νοε \
         νοεμ νοεμβρίου noiembrie kasım kas marraskuuta marras ноября нояб ноя листопада лист tachwedd dec dez \
         des december dezember décembre déc diciembre dic dezembro dicembre grudnia gru prosince pro desember \
         δεκ δεκεμβρίου decembrie aralık ara joulukuuta joulu декабря дек грудня груд rhagfyr mon tue tues wed \
         thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday montag dienstag \
         mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so lundi mardi mercredi jeudi \
         vendredi samedi dimanche lun mer jeu ven sam dim lunes martes miércoles jueves viernes sábado domingo \
         mié jue vie sáb dom segunda terça quarta quinta sexta seg ter qua qui sex lunedì martedì mercoledì \
         giovedì venerdì sabato domenica gio maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo \
         vr za zo poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz pondělí \
         úterý středa čtvrtek pátek neděle po út st čt pá ne pondelok utorok streda štvrtok piatok nedeľa hétfő \
         kedd szerda csütörtök péntek szombat vasárnap luni marți miercuri joi vineri sâmbătă duminică δευ τρί \
         τετ πέμ παρ σάβ κυρ δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή pzt sal çar per cum cmt paz \
         pazartesi salı çarşamba perşembe cuma cumartesi pazar mån tis ons tors tor fre lör sön måndag tisdag \
         onsdag torsdag fredag lördag söndag man tir lør søn mandag tirsdag lørdag søndag maanantai tiistai \
         keskiviikko torstai perjantai lauantai sunnuntai ke to pe la su ti пн вт ср чт пт сб вс нд понедельник \
         вторник среда четверг пятница суббота воскресенье понеділок вівторок середа п'ятниця субота неділя \
         يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر ינואר פברואר מרץ \
         אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר בינואר בפברואר במרץ באפריל במאי ביוני ביולי \
         באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר thg tháng";

/// Is `word` (lower case) the name of a month or a weekday, whole or shortened?
pub(in super::super) fn is_calendar(word: &str) -> bool {
    senses(word.trim_end_matches('.')).calendar
}
