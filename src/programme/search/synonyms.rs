//! What else a word of a search may be called: each line names words of one meaning, then what is part of it.
//!
//! A search for any word before the colon finds them all, and what stands behind it: Germany finds Berlin. A search for what
//! stands behind finds itself alone: who looks for Berlin does not want Munich.

/// Places and trades; every word as it is compared.
const MEANINGS: &[&str] = &[
    // Places.
    "germany german deutschland: berlin munich hamburg frankfurt cologne stuttgart dusseldorf leipzig dresden bonn",
    "austria austrian: vienna salzburg graz",
    "switzerland swiss: zurich geneva basel bern lausanne",
    "france french: paris lyon marseille toulouse bordeaux strasbourg",
    "spain spanish: madrid barcelona valencia seville",
    "portugal portuguese: lisbon porto",
    "italy italian: rome milan turin naples florence bologna",
    "netherlands dutch holland: amsterdam rotterdam hague utrecht eindhoven",
    "belgium belgian: brussels antwerp ghent",
    "ireland irish: dublin cork galway",
    "uk unitedkingdom britain british gb: england scotland wales london manchester birmingham leeds edinburgh glasgow cardiff \
     bristol liverpool sheffield belfast oxford cambridge newcastle nottingham",
    "england: london manchester birmingham leeds bristol liverpool sheffield oxford cambridge newcastle nottingham",
    "scotland scottish: edinburgh glasgow aberdeen dundee",
    "wales welsh: cardiff swansea",
    "usa unitedstates america american: newyork boston chicago washington seattle sanfrancisco losangeles texas california",
    "canada canadian: toronto montreal vancouver ottawa",
    "australia australian: sydney melbourne brisbane perth",
    "newzealand: auckland wellington",
    "china chinese: beijing shanghai shenzhen hongkong",
    "japan japanese: tokyo osaka kyoto",
    "korea korean southkorea: seoul",
    "india indian: mumbai delhi bangalore bengaluru chennai hyderabad kolkata",
    "singapore singaporean:",
    "uae emirates: dubai",
    "southafrica: johannesburg capetown durban",
    "nigeria nigerian: lagos abuja",
    "kenya kenyan: nairobi",
    "poland polish: warsaw krakow wroclaw gdansk",
    "czechia czech: prague brno",
    "hungary hungarian: budapest",
    "romania romanian: bucharest cluj",
    "greece greek: athens",
    "turkey turkish: istanbul ankara",
    "sweden swedish: stockholm gothenburg malmo",
    "norway norwegian: oslo bergen",
    "denmark danish: copenhagen aarhus",
    "finland finnish: helsinki",
    "scandinavia scandinavian nordic: sweden norway denmark stockholm oslo copenhagen",
    "brazil brazilian: saopaulo",
    "mexico mexican:",
    "europe european eu europeanunion: brussels",
    "abroad overseas international expat: relocation",
    // Trades.
    "marketing: advertising brand branding seo",
    "advertising: advert copywriting",
    "pr publicrelations: communications press",
    "finance: banking bank investment accounting accountancy insurance fintech actuary audit treasury",
    "banking: bank",
    "accounting accountancy: audit auditor tax",
    "law legal: lawyer solicitor barrister attorney paralegal court",
    "lawyer solicitor attorney: barrister",
    "tech technology informationtechnology computing: software developer programming data cyber cloud ai devops",
    "software: developer programmer programming coding backend frontend",
    "coding programming: developer software",
    "ai artificialintelligence machinelearning ml: datascience",
    "datascience: data statistics analytics machinelearning",
    "data: analytics statistics",
    "ux: usability",
    "medicine medical: doctor physician surgeon clinical hospital",
    "health healthcare: nhs hospital medicine nursing nurse doctor pharmacy clinical",
    "pharma pharmaceutical pharmaceuticals: drug pharmacy biotech clinical",
    "biotech biotechnology: genetics",
    "teaching education: teacher school lecturer tutor university",
    "energy: renewable renewables wind solar oil gas nuclear utilities grid",
    "renewable renewables green: wind solar hydro",
    "environment environmental: sustainability climate ecology conservation",
    "sustainability: climate environment",
    "charity ngo nonprofit charities thirdsector: fundraising volunteering humanitarian",
    "media: journalism journalist publishing broadcasting television tv film radio newspaper",
    "journalism: newspaper editor reporter",
    "tv television: broadcasting",
    "film cinema: producer",
    "publishing: editor publisher",
    "government publicsector: civilservice policy council ministry parliament",
    "civilservice: ministry government",
    "hr humanresources: recruitment recruiter recruiting personnel",
    "recruitment recruiting: recruiter talent",
    "consulting consultancy: consultant advisory",
    "startup startups entrepreneur entrepreneurship: founder founded venture",
    "founder: entrepreneur founded",
    "academia academic: phd professor lecturer research doctorate postdoc",
    "phd doctorate: postdoc thesis",
    "science: scientist laboratory research",
    "construction: building architect surveyor",
    "property realestate: surveyor housing",
    "retail: shop buyer merchandising ecommerce",
    "logistics supplychain: warehouse transport shipping",
    "transport: rail aviation logistics",
    "travel tourism: hotel hospitality",
    "hospitality: hotel restaurant catering",
    "food: restaurant catering nutrition bakery",
    "arts art: museum gallery theatre music design",
    "theatre theater: acting stage",
    "fashion: textile clothing",
    "sport sports: coaching fitness",
    "cv resume: applications application",
    "interview: assessment",
    "salary pay: negotiation negotiating",
    "unitednations: unicef",
    "army military: navy defence",
    "hydrology: flood water",
];

/// How good a synonym is: a word of one meaning, or a part of it.
const SAME: f64 = 0.8;
const PART: f64 = 0.6;

/// What else a folded word may be called, each with how good that is; nothing for a word that is not known.
pub(super) fn of(word: &str) -> Vec<(&'static str, f64)> {
    let mut found = Vec::new();
    for line in MEANINGS {
        let Some((same, part)) = line.split_once(':') else { continue };
        if same.split(' ').any(|one| one == word) {
            found.extend(same.split(' ').filter(|one| *one != word).map(|one| (one, SAME)));
            found.extend(part.split_whitespace().map(|one| (one, PART)));
        }
    }
    found
}

/// Is it a word of this table, and so no slip of the finger?
pub(super) fn knows(word: &str) -> bool {
    MEANINGS.iter().any(|line| line.split([' ', ':']).any(|one| one == word))
}
