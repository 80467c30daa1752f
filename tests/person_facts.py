"""A person as tests write them down, with everything that must never be read in clear."""

from nguon.rules.partial_dates import from_written
from nguon.rules.person_facts import PersonFacts, SensitiveFacts

NUMBER = "038198000123"
HOA = PersonFacts(
    full_name="NGUYỄN THỊ HOA",
    other_names="Y Hoa, Hoa Lê",
    born=from_written("12/5/1998"),
    sex="female",
    citizen="038 198 000 123",
    phone="0912 345 678",
    occupation="Giáo viên",
    home_town="Xã Lương Bằng, tỉnh Hưng Yên",
    home_town_former="Xã Song Mai, huyện Kim Động",
    youth_union_joined=from_written("3/2013"),
    since=from_written("9/2020"),
    groups=("manager",),
)
SEALED = SensitiveFacts(
    ethnicity="Tày",
    nationality="Việt Nam",
    religion="Phật giáo",
    family="Bố: Nguyễn Văn Mật",
    political_history="Rõ ràng",
)
SECRETS = ("Tày", "Phật giáo", "Nguyễn Văn Mật", "Rõ ràng")
